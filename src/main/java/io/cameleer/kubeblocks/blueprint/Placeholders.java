package io.cameleer.kubeblocks.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of {@code $(NAME)}. Kubernetes does so in a container's command, arguments and environment; this
 * does it everywhere in a pod, with what is known before there is one. Names of which a shell would make commands, those in
 * small letters, are left alone.
 */
public final class Placeholders {
    private static final Pattern NAMED = Pattern.compile("(?<!\\$)\\$\\(([A-Z_][A-Za-z0-9_-]*)\\)");

    private final Map<String, String> values;
    private final Set<String> ofPods;
    private final Map<String, String> unknown = new LinkedHashMap<>();

    /**
     * Knows values.
     *
     * @param values what is known, by name
     * @param ofPods names that each pod has a value for, which only its environment knows
     */
    public Placeholders(Map<String, String> values, Set<String> ofPods) {
        this.values = values;
        this.ofPods = ofPods;
    }

    /** The values of one component of a cluster. */
    public static Map<String, String> of(Component component, Blueprint blueprint) {
        var uid = blueprint.cluster().getMetadata().getUid();
        var values = new LinkedHashMap<String, String>();
        values.put("KB_CLUSTER_NAME", blueprint.name());
        values.put("KB_COMP_NAME", component.name());
        values.put("KB_CLUSTER_COMP_NAME", component.object());
        values.put("KB_NAMESPACE", blueprint.namespace());
        values.put("KB_CLUSTER_UID_POSTFIX_8", uid == null ? "" : uid.substring(Math.max(0, uid.length() - 8)));
        values.put("KB_REPLICA_COUNT", String.valueOf(component.spec().replicas()));
        values.put("CONN_CREDENTIAL_SECRET_NAME", blueprint.credential());
        values.putAll(References.of(component, blueprint));
        return values;
    }

    /** The names for which there was neither a value nor a pod's, with the path of the field that has them. */
    public Map<String, String> unknown() {
        return unknown;
    }

    /** The same text with values. */
    public String resolve(String path, String text) {
        return NAMED.matcher(text).replaceAll(match -> {
            var name = match.group(1);
            if (!values.containsKey(name) && !ofPods.contains(name)) {
                unknown.putIfAbsent(path, "$(" + name + ")");
            }
            return Matcher.quoteReplacement(values.getOrDefault(name, match.group()));
        });
    }

    /** The same tree with values in all texts and keys. */
    public JsonNode resolve(String path, JsonNode node) {
        if (node instanceof TextNode text) {
            return new TextNode(resolve(path, text.asText()));
        }
        if (node instanceof ArrayNode list) {
            var resolved = JsonNodeFactory.instance.arrayNode();
            for (var i = 0; i < list.size(); i++) {
                resolved.add(resolve(path + "[" + i + "]", list.get(i)));
            }
            return resolved;
        }
        if (node instanceof ObjectNode object) {
            var resolved = JsonNodeFactory.instance.objectNode();
            for (var field : object.properties()) {
                var inner = path + "." + field.getKey();
                resolved.set(resolve(inner, field.getKey()), resolve(inner, field.getValue()));
            }
            return resolved;
        }
        return node;
    }

    /** The names that texts of a tree ask for. */
    public static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        NAMED.matcher(node.toString()).results().forEach(match -> names.add(match.group(1)));
        return names;
    }
}
