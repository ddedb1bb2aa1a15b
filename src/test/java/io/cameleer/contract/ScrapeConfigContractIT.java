package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Processes;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Tool;
import io.cameleer.prometheus.scrape.ScrapeConfigRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules agree with Prometheus' own tool, of the oldest and the newest version that is supported. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ScrapeConfigContractIT")
class ScrapeConfigContractIT {
    @TempDir
    private static Path folder;

    static Stream<String> right() {
        return Stream.of(
                "[]",
                "- {job_name: a}",
                "- {job_name: a, static_configs: [{targets: ['h:1', h2], labels: {x: y, n: 1}}]}",
                "- {job_name: a, scrape_interval: 5s}",
                "- {job_name: a, scrape_interval: 1m30s, scrape_timeout: 1m}",
                "- {job_name: a, scheme: https, metrics_path: /m, honor_labels: true, sample_limit: 10}",
                "- {job_name: a, params: {module: [http_2xx]}}",
                "- {job_name: a, basic_auth: {username: u, password_file: /p}}",
                "- {job_name: a, authorization: {credentials: c}}",
                "- {job_name: a, bearer_token_file: /t}",
                "- {job_name: a, tls_config: {insecure_skip_verify: true}}",
                "- {job_name: a, relabel_configs: [{source_labels: [x], regex: 'a|b', action: keep}]}",
                "- {job_name: a, relabel_configs: [{source_labels: [x], target_label: y}]}",
                "- {job_name: a, relabel_configs: [{action: labelmap, regex: '__meta_(.+)'}]}",
                "- {job_name: a, relabel_configs: [{action: labeldrop, regex: 'x'}]}",
                "- {job_name: a, relabel_configs: [{action: HASHMOD, source_labels: [x], modulus: 3, target_label: y}]}",
                "- {job_name: a, metric_relabel_configs: [{source_labels: [__name__], regex: 'go_.*', action: drop}]}",
                "- {job_name: a, file_sd_configs: [{files: ['/x/*.json']}]}",
                "- {job_name: a, http_sd_configs: [{url: 'http://x/y'}]}",
                "- {job_name: a, body_size_limit: 10MB}",
                "- {job_name: a, follow_redirects: false, enable_http2: false}",
                "scrape_configs: [{job_name: a}]",
                "- {job_name: a}\n- {job_name: b, static_configs: []}");
    }

    static Stream<String> wrong() {
        return Stream.of(
                "- {job_name: ''}",
                "- {static_configs: []}",
                "- {job_name: prometheus}",
                "- {job_name: a}\n- {job_name: a}",
                "- {job_name: a, job_name: b}",
                "- [job_name",
                "job_name: a",
                "just a text",
                "- a",
                "- {job_name: a, scrape_intervall: 5s}",
                "- {job_name: a, scrape_interval: 5}",
                "- {job_name: a, scrape_interval: 5s1m}",
                "- {job_name: a, scrape_interval: -5s}",
                "- {job_name: a, scrape_interval: 5s, scrape_timeout: 6s}",
                "- {job_name: a, scrape_timeout: 31s}",
                "- {job_name: a, static_configs: [{targets: ['http://h:1']}]}",
                "- {job_name: a, static_configs: [{target: ['h:1']}]}",
                "- {job_name: a, static_configs: {targets: ['h:1']}}",
                "- {job_name: a, static_configs: [{targets: 'h:1'}]}",
                "- {job_name: a, honor_labels: maybe}",
                "- {job_name: a, sample_limit: -1}",
                "- {job_name: a, sample_limit: many}",
                "- {job_name: a, basic_auth: {user: u}}",
                "- {job_name: a, basic_auth: {password: p, password_file: /p}}",
                "- {job_name: a, basic_auth: {username: u}, authorization: {credentials: c}}",
                "- {job_name: a, bearer_token: x, bearer_token_file: /t}",
                "- {job_name: a, authorization: {type: Basic}}",
                "- {job_name: a, relabel_configs: [{action: explode}]}",
                "- {job_name: a, relabel_configs: [{regex: '('}]}",
                "- {job_name: a, relabel_configs: [{regex: '(?=a)', target_label: x}]}",
                "- {job_name: a, relabel_configs: [{source_labels: [x]}]}",
                "- {job_name: a, relabel_configs: [{action: hashmod, source_labels: [x], target_label: y}]}",
                "- {job_name: a, relabel_configs: [{action: labeldrop, regex: x, target_label: y}]}",
                "- {job_name: a, relabel_configs: {action: keep}}",
                "- {job_name: a, relabel_configs: [{source_label: [x], action: keep}]}",
                "- {job_name: a, params: {module: http_2xx}}",
                "- {job_name: a, file_sd_configs: [{}]}",
                "- {job_name: a, http_sd_configs: [{url: 'ftp://x'}]}",
                "- {job_name: a, nothing_sd_configs: []}");
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatPrometheusTakesIsTaken(String text) throws IOException {
        assertThat(ScrapeConfigRules.violations("inline", text)).isEmpty();
        for (var tool : List.of(Tool.PROMTOOL_2, Tool.PROMTOOL_3)) {
            assertThat(promtool(tool, text)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatPrometheusRefusesIsRefused(String text) throws IOException {
        assertThat(ScrapeConfigRules.violations("inline", text))
                .isNotEmpty()
                .allMatch(violation -> violation.path().startsWith("inline"));
        for (var tool : List.of(Tool.PROMTOOL_2, Tool.PROMTOOL_3)) {
            assertThat(promtool(tool, text)).as("%s takes it", tool).isNotEmpty();
        }
    }

    @Test
    void whatCanNeverWorkIsRefusedToo() {
        assertThat(ScrapeConfigRules.violations("inline", "- {job_name: a, scheme: ftp}"))
                .hasToString("[inline[0].scheme: is \"ftp\"; write http or https]");
    }

    /** What the tool says against a file of scrape configurations beside the scrape of Prometheus itself; nothing if it takes it. */
    private static String promtool(Tool tool, String text) throws IOException {
        var items = text.equals("[]") ? "" : text.replaceFirst("^scrape_configs: \\[(.*)]$", "- $1");
        var config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 30s}
                scrape_configs:
                  - {job_name: prometheus, static_configs: [{targets: ['localhost:9090']}]}
                """ + items.indent(2));
        try {
            Processes.run(
                    Project.directory(),
                    Map.of(),
                    List.of(tool.path().toString(), "check", "config", "--syntax-only", config.toString()));
            return "";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
