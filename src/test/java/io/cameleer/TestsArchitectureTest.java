package io.cameleer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.cameleer.cluster.Waiting;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** No test knows how fast the machine is: one place waits, and nobody sleeps. */
@AnalyzeClasses(packages = "io.cameleer", importOptions = ImportOption.OnlyIncludeTests.class)
class TestsArchitectureTest {
    @ArchTest
    static final ArchRule onePlaceWaits = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Waiting.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.awaitility..");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .orShould()
            .callMethod(LockSupport.class, "parkNanos", long.class);
}
