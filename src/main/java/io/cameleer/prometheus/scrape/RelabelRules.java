package io.cameleer.prometheus.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.cameleer.prometheus.scrape.ScrapeConfigRules.Findings;
import java.util.Locale;
import java.util.Set;

/** Relabelling steps. */
final class RelabelRules {
    private static final Set<String> FIELDS =
            Set.of("source_labels", "separator", "regex", "modulus", "target_label", "replacement", "action");
    private static final Set<String> ACTIONS = Set.of(
            "replace",
            "keep",
            "drop",
            "keepequal",
            "dropequal",
            "hashmod",
            "labelmap",
            "labeldrop",
            "labelkeep",
            "lowercase",
            "uppercase");
    private static final Set<String> NEED_TARGET =
            Set.of("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal");

    private RelabelRules() {}

    static void check(JsonNode list, String at, Findings found) {
        if (!list.isArray()) {
            found.add(at, "is not a list", "write \"- source_labels: [...]\"");
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            step(list.get(i), at + "[" + i + "]", found);
        }
    }

    private static void step(JsonNode step, String at, Findings found) {
        if (!step.isObject()) {
            found.add(at, "is not an object", "write \"- source_labels: [...]\"");
            return;
        }
        found.known(step, FIELDS, at);
        var action = step.path("action").asText("replace").toLowerCase(Locale.ROOT);
        found.require(
                ACTIONS.contains(action),
                at + ".action",
                Findings.quoted(step.path("action").asText()) + " is no action",
                "write one of " + String.join(", ", ACTIONS.stream().sorted().toList()));
        if (step.has("regex")) {
            regex(step.path("regex").asText(), at + ".regex", found);
        }
        if (NEED_TARGET.contains(action)) {
            found.require(
                    !step.path("target_label").asText().isEmpty(),
                    at + ".target_label",
                    "is missing, and the action " + action + " needs it",
                    "name the label that is written");
        }
        if (action.equals("hashmod")) {
            found.require(
                    step.path("modulus").asLong() > 0, at + ".modulus", "is missing or 0", "write a number from 1");
        }
        var sources = step.path("source_labels");
        found.require(
                sources.isMissingNode() || sources.isNull() || sources.isArray(),
                at + ".source_labels",
                "is not a list",
                "write [name, ...]");
        if (action.equals("labeldrop") || action.equals("labelkeep")) {
            for (var field : new String[] {"source_labels", "target_label", "modulus", "separator", "replacement"}) {
                found.require(
                        !step.has(field), at + "." + field, "is not used by " + action, "keep only regex and action");
            }
        }
    }

    private static void regex(String regex, String at, Findings found) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            found.add(
                    at,
                    "is no regular expression of RE2: " + Findings.quoted(e.getDescription()),
                    "correct it; there is no look-ahead");
        }
    }
}
