package io.cameleer.prometheus.scrape;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What can be said of scrape configurations without the Prometheus that will read them: the fields and rules that all its
 * versions since 2.43 share, from the page on configuration in its documentation. A field that only one version knows is
 * left to that version's own check.
 */
public final class ScrapeConfigRules {
    /** The job that every cluster has already. */
    static final String OWN_JOB = "prometheus";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> TEXTS = Set.of(
            "job_name",
            "metrics_path",
            "scheme",
            "body_size_limit",
            "scrape_failure_log_file",
            "fallback_scrape_protocol",
            "metric_name_validation_scheme",
            "metric_name_escaping_scheme",
            "bearer_token",
            "bearer_token_file",
            "proxy_url",
            "no_proxy");
    private static final Set<String> SWITCHES = Set.of(
            "honor_labels",
            "honor_timestamps",
            "track_timestamps_staleness",
            "scrape_classic_histograms",
            "scrape_native_histograms",
            "always_scrape_classic_histograms",
            "convert_classic_histograms_to_nhcb",
            "enable_compression",
            "extra_scrape_metrics",
            "follow_redirects",
            "enable_http2",
            "proxy_from_environment");
    private static final Set<String> NUMBERS = Set.of(
            "sample_limit",
            "target_limit",
            "label_limit",
            "label_name_length_limit",
            "label_value_length_limit",
            "native_histogram_bucket_limit",
            "keep_dropped_targets");
    private static final Set<String> SECTIONS = Set.of(
            "basic_auth", "authorization", "oauth2", "tls_config", "params", "proxy_connect_header", "http_headers");
    private static final Set<String> TIMES = Set.of("scrape_interval", "scrape_timeout");
    private static final Set<String> LISTS = Set.of("static_configs", "relabel_configs", "metric_relabel_configs");
    private static final Set<String> OTHERS = Set.of("native_histogram_min_bucket_factor", "scrape_protocols");

    private ScrapeConfigRules() {}

    /**
     * The list in a text, which is a list or an object with a list {@code scrape_configs}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static JsonNode parse(String text) {
        try {
            JsonNode tree = YAML.readTree(text);
            if (tree.isObject() && tree.size() == 1 && tree.has("scrape_configs")) {
                tree = tree.get("scrape_configs");
            }
            if (tree.isMissingNode() || tree.isNull()) {
                return YAML.createArrayNode();
            }
            if (!tree.isArray()) {
                throw new IllegalArgumentException("is not a list");
            }
            return tree;
        } catch (JsonProcessingException e) {
            var where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            var duplicate =
                    e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
            throw new IllegalArgumentException((duplicate ? "has the same field twice" : "is not YAML") + where, e);
        }
    }

    /** All that is wrong with a text; {@code path} is the field that holds it. */
    public static List<Violation> violations(String path, String text) {
        JsonNode list;
        try {
            list = parse(text);
        } catch (IllegalArgumentException e) {
            return List.of(
                    new Violation(path, e.getMessage(), "write a list whose items begin with \"- job_name: ...\""));
        }
        var found = new Findings(path);
        var names = new HashSet<>(Set.of(OWN_JOB));
        for (var i = 0; i < list.size(); i++) {
            item(list.get(i), "[" + i + "]", names, found);
        }
        return found.all();
    }

    private static void item(JsonNode item, String at, Set<String> names, Findings found) {
        if (!item.isObject()) {
            found.add(at, "is not an object", "write \"- job_name: ...\"");
            return;
        }
        var name = item.path("job_name").asText();
        if (name.isEmpty()) {
            found.add(at, "has no job_name", "add one; it names the scrape in every series");
        } else if (!names.add(name)) {
            found.add(
                    at + ".job_name",
                    Findings.quoted(name) + " is taken"
                            + (name.equals(OWN_JOB) ? " by the scrape of Prometheus itself" : ""),
                    "choose another name");
        }
        item.properties().forEach(field -> field(field.getKey(), field.getValue(), at, found));
        Durations.interval(item, at, found);
        HttpClientRules.credentials(item, at, found);
    }

    private static void field(String name, JsonNode value, String item, Findings found) {
        var at = item + "." + name;
        if (!isKnown(name)) {
            found.add(
                    item + "." + Findings.quoted(name),
                    "is no field of a scrape configuration",
                    "remove it or correct its name");
        } else if (value.isNull()) {
            return;
        } else if (name.equals("scheme") && !Set.of("http", "https").contains(value.asText())) {
            found.add(at, "is " + Findings.quoted(value.asText()), "write http or https");
        } else if (TIMES.contains(name)) {
            Durations.check(value, at, found);
        } else if (name.equals("static_configs")) {
            TargetRules.staticConfigs(value, at, found);
        } else if (name.equals("relabel_configs") || name.equals("metric_relabel_configs")) {
            RelabelRules.check(value, at, found);
        } else if (name.endsWith("_sd_configs")) {
            TargetRules.discoveries(name, value, at, found);
        } else if (SECTIONS.contains(name)) {
            HttpClientRules.section(name, value, at, found);
        } else if (TEXTS.contains(name)) {
            found.require(value.isValueNode(), at, "is not a text", "write a single value");
        } else if (SWITCHES.contains(name)) {
            found.require(value.isBoolean(), at, "is not true or false", "write true or false");
        } else if (NUMBERS.contains(name)) {
            found.require(
                    value.isIntegralNumber() && value.asLong() >= 0, at, "is not a number from 0", "write a number");
        }
    }

    private static boolean isKnown(String name) {
        return name.endsWith("_sd_configs")
                || Stream.of(TIMES, LISTS, SECTIONS, TEXTS, SWITCHES, NUMBERS, OTHERS)
                        .anyMatch(names -> names.contains(name));
    }

    /** What was found so far below a path. */
    static final class Findings {
        private final String path;
        private final List<Violation> violations = new ArrayList<>();

        Findings(String path) {
            this.path = path;
        }

        void add(String at, String problem, String remedy) {
            violations.add(new Violation(path + at, problem, remedy));
        }

        void require(boolean holds, String at, String problem, String remedy) {
            if (!holds) {
                add(at, problem, remedy);
            }
        }

        /** Adds a violation for every field that is not among those that are known. */
        void known(JsonNode object, Set<String> fields, String at) {
            object.fieldNames()
                    .forEachRemaining(name -> require(
                            fields.contains(name),
                            at + "." + quoted(name),
                            "is no field here",
                            "remove it or correct its name"));
        }

        /** A word of the author's own: in quotation marks, as whatever may be secret. */
        static String quoted(String word) {
            return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        List<Violation> all() {
            return List.copyOf(violations);
        }
    }
}
