package io.cameleer.kubeblocks.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.cameleer.kubeblocks.definition.ComponentReference;
import io.cameleer.kubeblocks.definition.ComponentReference.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a component is told of those that it refers to. */
public final class References {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Configuration PATHS = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .options(Option.SUPPRESS_EXCEPTIONS)
            .build();

    private References() {}

    /** The variables of a component by their names; one that refers to what the cluster does not have is left out. */
    public static Map<String, String> of(Component component, Blueprint blueprint) {
        var variables = new LinkedHashMap<String, String>();
        for (var reference : component.definition().componentDefRef()) {
            var other = blueprint.defined(reference.componentDefName()).stream().findFirst();
            for (var variable : reference.componentRefEnv()) {
                value(variable, other, blueprint).ifPresent(value -> variables.put(variable.name(), value));
            }
        }
        return variables;
    }

    private static Optional<String> value(
            ComponentReference.Variable variable, Optional<Component> other, Blueprint blueprint) {
        if (other.isEmpty()) {
            return Optional.empty();
        }
        if (variable.valueFrom() == null) {
            return Optional.of(Optional.ofNullable(variable.value()).orElse(""));
        }
        var source = variable.valueFrom();
        return switch (source.type()) {
            case "ServiceRef" -> Optional.of(other.get().object());
            case "HeadlessServiceRef" -> Optional.of(addresses(other.get(), source, blueprint));
            default -> field(other.get(), source.fieldPath());
        };
    }

    private static String addresses(Component other, Source source, Blueprint blueprint) {
        return IntStream.range(0, other.spec().replicas())
                .mapToObj(ordinal -> {
                    var pod = other.object() + "-" + ordinal;
                    var name = "%s.%s.%s.svc".formatted(pod, other.headless(), blueprint.namespace());
                    return source.format()
                            .replace("$POD_FQDN", name)
                            .replace("$POD_NAME", pod)
                            .replace("$POD_ORDINAL", String.valueOf(ordinal));
                })
                .collect(Collectors.joining(source.joinWith()));
    }

    /**
     * A field by its JSONPath, with or without the braces of kubectl's: of the component of the cluster, as {@code $.replicas}, or
     * of its definition, as {@code $.componentDef.service.ports[0].port}.
     *
     * @return nothing when there is no such field
     * @throws InvalidPathException when it is no JSONPath
     */
    static Optional<String> field(Component component, String path) {
        var fields = (ObjectNode) JSON.valueToTree(component.spec());
        fields.set("componentSpec", JSON.valueToTree(component.spec()));
        fields.set("componentDef", JSON.valueToTree(component.definition()));
        JsonNode found = JsonPath.using(PATHS).parse(fields).read(written(path));
        if (found == null || found.isNull() || found.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(found.isValueNode() ? found.asText() : found.toString());
    }

    /** A JSONPath as its standard writes it. */
    static String written(String path) {
        var bare = path.replaceAll("^\\{(.*)}$", "$1");
        return bare.startsWith("$") ? bare : "$" + (bare.startsWith(".") ? "" : ".") + bare;
    }
}
