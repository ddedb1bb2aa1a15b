package io.cameleer;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.cameleer.cluster.Waiting;
import java.util.concurrent.Future;
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
            .callMethod(LockSupport.class, "parkNanos", long.class)
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Future.class)))
                    .and(target(name("get")))
                    .and(target(rawParameterTypes(long.class, TimeUnit.class))));
}
