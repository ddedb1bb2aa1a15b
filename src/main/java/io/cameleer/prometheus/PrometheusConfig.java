package io.cameleer.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cameleer.prometheus.scrape.ScrapeConfigRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders prometheus.yml: see Prometheus' page on configuration. Credentials are named by file, never contained. */
final class PrometheusConfig {
    /** Where the Secrets of remote-write endpoints and scrape configurations are mounted. */
    static final String SECRETS = "/etc/prometheus-secrets";

    /** The file with further scrape configurations. */
    static final String ADDITIONAL = "additional-scrape-configs.yml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private PrometheusConfig() {}

    /** The ConfigMap's data: prometheus.yml and, when inline scrape configurations are given, their own file. */
    static Map<String, String> files(String cluster, PrometheusSpec spec) {
        var files = new LinkedHashMap<String, String>();
        files.put("prometheus.yml", prometheusYml(cluster, spec));
        var additional = spec.additionalScrapeConfigs();
        if (additional != null && additional.inline() != null) {
            files.put(ADDITIONAL, additionalScrapeConfigs(additional.inline()));
        }
        return files;
    }

    private static String prometheusYml(String cluster, PrometheusSpec spec) {
        var root = new LinkedHashMap<String, Object>();
        var global = new LinkedHashMap<String, Object>();
        global.put("scrape_interval", "30s");
        global.put("evaluation_interval", "30s");
        if (spec.hasThanos()) {
            var external = new LinkedHashMap<String, Object>();
            external.put("cluster", cluster);
            external.put("replica", "${POD_NAME}");
            global.put("external_labels", external);
        }
        root.put("global", global);
        var self = new LinkedHashMap<String, Object>();
        self.put("job_name", "prometheus");
        self.put("static_configs", List.of(Map.of("targets", List.of("localhost:9090"))));
        root.put("scrape_configs", List.of(self));
        var additional = spec.additionalScrapeConfigs();
        if (additional != null) {
            root.put(
                    "scrape_config_files",
                    List.of(
                            additional.inline() != null
                                    ? "/etc/prometheus/" + ADDITIONAL
                                    : SECRETS + "/scrape-configs/" + ADDITIONAL));
        }
        if (!spec.remoteWrite().isEmpty()) {
            var targets = new ArrayList<Map<String, Object>>();
            for (var i = 0; i < spec.remoteWrite().size(); i++) {
                targets.add(remoteWrite(spec.remoteWrite().get(i), SECRETS + "/remote-write-" + i));
            }
            root.put("remote_write", targets);
        }
        return yaml(root);
    }

    private static Map<String, Object> remoteWrite(PrometheusSpec.RemoteWrite target, String secret) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("url", target.url());
        if (target.name() != null) {
            entry.put("name", target.name());
        }
        if (target.basicAuthSecretRef() != null) {
            var basic = new LinkedHashMap<String, Object>();
            basic.put("username_file", secret + "/username");
            basic.put("password_file", secret + "/password");
            entry.put("basic_auth", basic);
        }
        if (target.bearerTokenSecretRef() != null) {
            var bearer = new LinkedHashMap<String, Object>();
            bearer.put("type", "Bearer");
            bearer.put("credentials_file", secret + "/token");
            entry.put("authorization", bearer);
        }
        return entry;
    }

    /** Scrape configurations as the file that prometheus.yml names. */
    static String additionalScrapeConfigs(String text) {
        return yaml(Map.of("scrape_configs", ScrapeConfigRules.parse(text)));
    }

    /** All of the configuration in one file, as the configuration check of Prometheus needs it. */
    static String whole(Map<String, String> files, String additional) {
        try {
            var root = (ObjectNode) YAML.readTree(files.get("prometheus.yml"));
            root.remove("scrape_config_files");
            if (additional != null) {
                root.withArray("scrape_configs").addAll((ArrayNode) ScrapeConfigRules.parse(additional));
            }
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String yaml(Map<String, ?> root) {
        try {
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
