package io.cameleer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Data flows one way and what is known of a database stays in its package. */
@AnalyzeClasses(packages = "io.cameleer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule familiesDoNotKnowCamel = noClasses()
            .that()
            .resideInAPackage("io.cameleer.prometheus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.camel..",
                    "io.cameleer.operator..",
                    "io.cameleer.audit..",
                    "io.cameleer.api..",
                    "io.cameleer.live..",
                    "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule theOperatorComponentKnowsNoFamily = noClasses()
            .that()
            .resideInAPackage("io.cameleer.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.cameleer.prometheus..", "io.cameleer.backup..", "io.cameleer.audit..", "io.cameleer.api..");

    @ArchTest
    static final ArchRule storesKnowNeitherKubernetesNorCamel = noClasses()
            .that()
            .resideInAPackage("io.cameleer.backup.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "io.fabric8.kubernetes..", "io.cameleer.reconcile..");

    @ArchTest
    static final ArchRule onlyTheMainClassesEndTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.cameleer.Cameleer")
            .and()
            .doNotHaveFullyQualifiedName("io.cameleer.cli.TsdbCtl")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            SlicesRuleDefinition.slices().matching("io.cameleer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)");
}
