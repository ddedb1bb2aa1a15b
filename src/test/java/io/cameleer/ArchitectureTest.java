package io.cameleer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.cameleer.live.BuiltInRoutes;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

    /** The beans that routes know under another name than that of their class. */
    private static final Map<String, String> OTHERWISE_NAMED =
            Map.of("status", "StatusWriter", "retention", "RetentionRun");

    /** Camel chooses among methods of one name by what the body is; with two that fit, a route fails when it runs. */
    @ArchTest
    static void everyMethodThatARouteCallsByItsNameAloneIsTheOnlyOneThatTakesTheBody(JavaClasses classes)
            throws IOException {
        var text = String.join("\n", new BuiltInRoutes().files().values());
        var calls = Pattern.compile("ref: (\\w+), method: (\\w+)}")
                .matcher(text)
                .results()
                .collect(Collectors.toMap(MatchResult::group, Function.identity(), (one, same) -> one));
        for (var call : calls.values()) {
            var name = OTHERWISE_NAMED.getOrDefault(
                    call.group(1),
                    call.group(1).substring(0, 1).toUpperCase(Locale.ROOT)
                            + call.group(1).substring(1));
            var methods = classes.stream()
                    .filter(type -> type.getSimpleName().equals(name))
                    .flatMap(type -> type.getMethods().stream())
                    .filter(method -> method.getName().equals(call.group(2))
                            && method.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(method -> method.getRawParameterTypes().stream().findFirst())
                    .toList();
            assertThat(methods).as(call.group()).isNotEmpty().doesNotHaveDuplicates();
        }
        assertThat(calls).isNotEmpty();
    }
}
