package io.cameleer.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusRulesTest {
    @Test
    void theDefaultsAreThoseOfTheDocument() {
        var spec = spec("{}");
        assertThat(spec.replicas()).isEqualTo(1);
        assertThat(spec.image()).isEqualTo("prom/prometheus:v2.55.1");
        assertThat(spec.retention()).isEqualTo("15d");
        assertThat(spec.storage().size()).isEqualTo(new Quantity("20Gi"));
        assertThat(PrometheusRules.violations(spec, Optional.empty())).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        var spec = spec("""
                {storage: {size: 1Gi}, backup: {enabled: true, bucket: b, schedule: never, timeZone: Mars, provider: azure,
                                                 verify: {schedule: sometimes}}, restoreFrom: {prefix: p},
                 remoteWrite: [{url: 'http://x'}, {url: 'http://y', basicAuthSecretRef: {name: a}, bearerTokenSecretRef: {name: b}},
                               {url: 'http://x'}, {url: 'http://me:secret@z', name: n}, {url: 'http://z', name: n}],
                 additionalScrapeConfigs: {inline: '- scheme: http'}}""");
        assertThat(PrometheusRules.violations(spec, Optional.of(new Quantity("2Gi"))))
                .extracting(violation -> violation.path() + " "
                        + violation.problem().lines().findFirst().orElse("").split(":")[0])
                .containsExactly(
                        "spec.storage.size cannot shrink from 2Gi to 1Gi",
                        "spec.backup.schedule \"never\" is not a cron schedule",
                        "spec.backup.verify.schedule \"sometimes\" is not a cron schedule",
                        "spec.backup.timeZone \"Mars\" is no time zone",
                        "spec.backup.endpoint is needed with azure and no Secret",
                        "spec.remoteWrite[1] has both basicAuthSecretRef and bearerTokenSecretRef",
                        "spec.remoteWrite[2] is the same as one before it",
                        "spec.remoteWrite[3].url holds credentials, which everybody sees",
                        "spec.remoteWrite[4].name \"n\" is taken",
                        "spec.additionalScrapeConfigs.inline[0] has no job_name");
    }

    @Test
    void aRetentionIsOneThatPrometheusCanCount() {
        assertThat(PrometheusRules.violations(spec("{retention: 292y}"), Optional.empty()))
                .isEmpty();
        for (var length : List.of("293y", "99999999999999999999d")) {
            assertThat(PrometheusRules.violations(spec("{retention: " + length + "}"), Optional.empty()))
                    .hasToString("[spec.retention: is longer than Prometheus counts; write 292y or less]");
        }
    }

    @Test
    void aRestoreNeedsABucket() {
        assertThat(PrometheusRules.violations(spec("{restoreFrom: {prefix: p}}"), Optional.empty()))
                .extracting(Violation::path)
                .containsExactly("spec.restoreFrom.bucket");
        assertThat(PrometheusRules.violations(spec("{restoreFrom: {}, backup: {bucket: b}}"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void theScheduleOfBackupsThatAreOffDoesNotMatter() {
        assertThat(PrometheusRules.violations(spec("{backup: {schedule: never}}"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void theConfigurationNamesCredentialsByFileOnly() {
        var files = PrometheusConfig.files("c", spec("""
                {remoteWrite: [{url: 'http://x', name: first, basicAuthSecretRef: {name: a}},
                               {url: 'http://y', bearerTokenSecretRef: {name: b}}],
                 additionalScrapeConfigs: {secretRef: {name: c, key: jobs.yml}}}"""));
        assertThat(files).containsOnlyKeys("prometheus.yml");
        assertThat(files.get("prometheus.yml")).isEqualTo("""
                global:
                  scrape_interval: "30s"
                  evaluation_interval: "30s"
                scrape_configs:
                - job_name: "prometheus"
                  static_configs:
                  - targets:
                    - "localhost:9090"
                scrape_config_files:
                - "/etc/prometheus-secrets/scrape-configs/additional-scrape-configs.yml"
                remote_write:
                - url: "http://x"
                  name: "first"
                  basic_auth:
                    username_file: "/etc/prometheus-secrets/remote-write-0/username"
                    password_file: "/etc/prometheus-secrets/remote-write-0/password"
                - url: "http://y"
                  authorization:
                    type: "Bearer"
                    credentials_file: "/etc/prometheus-secrets/remote-write-1/token"
                """);
    }

    @Test
    void inlineScrapeConfigurationsBecomeAFileOfTheirOwn() {
        var files = PrometheusConfig.files("c", spec("{additionalScrapeConfigs: {inline: '- job_name: extra'}}"));
        assertThat(files.get("additional-scrape-configs.yml")).isEqualTo("scrape_configs:\n- job_name: \"extra\"\n");
        assertThat(files.get("prometheus.yml")).contains("/etc/prometheus/additional-scrape-configs.yml");
    }

    @Test
    void thanosTellsReplicasApart() {
        assertThat(PrometheusConfig.files("c", spec("{thanos: {enabled: true}}"))
                        .get("prometheus.yml"))
                .contains("""
                  external_labels:
                    cluster: "c"
                    replica: "${POD_NAME}"
                """.indent(-2).indent(2));
        assertThat(PrometheusRules.secrets(spec("{thanos: {enabled: true, objectStorageConfigSecretRef: {name: o}}}")))
                .extracting(need -> need.path() + " " + need.keys())
                .containsExactly("spec.thanos.objectStorageConfigSecretRef.name [objstore.yml]");
        assertThat(PrometheusRules.secrets(spec("{thanos: {enabled: false, objectStorageConfigSecretRef: {name: o}}}")))
                .isEmpty();
    }

    private static PrometheusSpec spec(String yaml) {
        return new KubernetesSerialization().unmarshal("---\n" + yaml, PrometheusSpec.class);
    }
}
