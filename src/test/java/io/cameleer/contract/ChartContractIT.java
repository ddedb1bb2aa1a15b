package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.Processes;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Tool;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of the chart change; Helm renders it and asks no cluster. */
class ChartContractIT {
    private static final Pattern OBJECT = Pattern.compile(
            "^kind: (\\w+)$.*?^  name: (\\S+)$(?:\\s+^  namespace: (\\S+)$)?", Pattern.MULTILINE | Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "watchNamespaces={a,b} | -ClusterRoleBinding/cameleer +RoleBinding/cameleer-watched@a +RoleBinding/cameleer-watched@b | NAMESPACES, value: \"a,b\"} | NAMESPACES, value: \"\"}",
                "tls.mode=none | -Service/cameleer -ValidatingWebhookConfiguration/cameleer | HTTP_HOST, value: 127.0.0.1} | containerPort: 8443",
                "tls.mode=certManager,tls.certManager.issuerRef.name=ca | +Certificate/cameleer | inject-ca-from: default/cameleer | ADMISSION_CONFIGURATION",
                "tls.mode=secret,tls.secretName=mine | '' | secret: {secretName: mine} | ADMISSION_CONFIGURATION",
                "audit.secretName=rows | -NetworkPolicy/cameleer-postgresql -Secret/cameleer-postgresql -Service/cameleer-postgresql -StatefulSet/cameleer-postgresql | secretKeyRef: {name: rows, key: jdbc-url} | POSTGRES_DB",
                "clusterSets.enabled=false | '' | SETS_ENABLED, value: \"false\"} | prometheusclustersets"
            })
    void aValueChangesTheObjectsThatItIsAbout(String values, String objects, String comes, String goes) {
        var usual = rendered();
        var other = rendered("--set", values);
        assertThat(difference(usual, other)).isEqualTo(objects);
        assertThat(other.values().toString()).contains(comes).doesNotContain(goes);
        assertThat(usual.values().toString()).contains(goes).doesNotContain(comes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"replica=3", "tls.mode=plain", "tls.mode=secret", "tls.mode=certManager", "settings.parallel=9"})
    void whatIsNoValueIsRefused(String values) {
        assertThatThrownBy(() -> rendered("--set", values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    /** The objects by kind, name and namespace; without the routes, which are the same and name everything. */
    private static Map<String, String> rendered(String... values) {
        var command = Stream.concat(
                Stream.of(Tool.HELM.path().toString(), "template", "cameleer", TestCluster.CHART.toString()),
                Stream.concat(
                        Stream.of("--namespace", "default", "--kube-version", Tool.KUBERNETES_VERSION),
                        Stream.of(values)));
        return Pattern.compile("^---", Pattern.MULTILINE)
                .splitAsStream(Processes.run(command.toArray(String[]::new)))
                .filter(document -> OBJECT.matcher(document).find() && !document.contains("kind: ConfigMap"))
                .collect(Collectors.toMap(ChartContractIT::name, Function.identity()));
    }

    private static String name(String document) {
        var found = OBJECT.matcher(document).results().findFirst().orElseThrow();
        return found.group(1) + "/" + found.group(2) + (found.group(3) == null ? "" : "@" + found.group(3));
    }

    /** What is gone, then what came. */
    private static String difference(Map<String, String> usual, Map<String, String> other) {
        return (without(usual, other, " -") + without(other, usual, " +")).strip();
    }

    private static String without(Map<String, String> some, Map<String, String> others, String sign) {
        return some.keySet().stream()
                .filter(name -> !others.containsKey(name))
                .sorted()
                .map(name -> sign + name)
                .collect(Collectors.joining());
    }
}
