package io.cameleer.kubeblocks.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes single parameters into a rendered configuration file, over what its template says. JSON and YAML by their file names;
 * everything else is taken as lines of a name and a value, with sections in brackets, as in TOML, INI, properties and redis.conf.
 */
public final class Parameters {
    private static final Pattern SECTION = Pattern.compile("^\\s*\\[([^\\[\\]]+)]\\s*$");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("^(\\s*)([A-Za-z0-9_.\\-\"']+)(\\s*=\\s*|\\s*:\\s+|\\s+)(.*)$");

    private Parameters() {}

    /**
     * The file with parameters in place.
     *
     * @param parameters values by names; within a section or an object, its name and a dot stand before
     * @throws TemplateException when the file is not of the format that its name says
     */
    public static String put(String file, String text, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return text;
        }
        try {
            if (file.endsWith(".json")) {
                return tree(new ObjectMapper(), text, parameters).toPrettyString();
            }
            if (file.endsWith(".yaml") || file.endsWith(".yml")) {
                var yaml = new YAMLMapper();
                return yaml.writeValueAsString(tree(yaml, text, parameters));
            }
        } catch (JsonProcessingException e) {
            throw new TemplateException(file + " takes no parameters: " + e.getOriginalMessage());
        }
        var lines = new ArrayList<>(text.lines().toList());
        parameters.forEach((name, value) -> put(lines, name, value));
        return String.join("\n", lines) + "\n";
    }

    private static ObjectNode tree(ObjectMapper mapper, String text, Map<String, String> parameters)
            throws JsonProcessingException {
        if (!(mapper.readTree(text.isBlank() ? "{}" : text) instanceof ObjectNode root)) {
            throw new TemplateException("a file takes parameters when it holds names and values, not a list");
        }
        for (var parameter : parameters.entrySet()) {
            var node = root;
            var names = List.of(parameter.getKey().split("\\."));
            for (var name : names.subList(0, names.size() - 1)) {
                node = node.get(name) instanceof ObjectNode there ? there : node.putObject(name);
            }
            // A number stays one: YAML reads what a person would write.
            node.set(names.getLast(), new YAMLMapper().readTree(parameter.getValue()));
        }
        return root;
    }

    private static void put(List<String> lines, String name, String value) {
        var start = 0;
        var key = name;
        for (var i = 0; i < lines.size(); i++) {
            var section = SECTION.matcher(lines.get(i));
            if (section.matches() && name.startsWith(section.group(1).strip() + ".")) {
                start = i + 1;
                key = name.substring(section.group(1).strip().length() + 1);
            }
        }
        var end = start;
        while (end < lines.size() && !SECTION.matcher(lines.get(end)).matches()) {
            var line = ASSIGNMENT.matcher(lines.get(end));
            if (line.matches() && line.group(2).equals(key)) {
                lines.set(end, line.group(1) + key + line.group(3) + value);
                return;
            }
            end++;
        }
        while (end > start && lines.get(end - 1).isBlank()) {
            end--;
        }
        lines.add(end, key + separator(lines) + value);
    }

    /** As the file's other lines have it. */
    private static String separator(List<String> lines) {
        return lines.stream()
                .map(ASSIGNMENT::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(3))
                .findFirst()
                .orElse(" = ");
    }
}
