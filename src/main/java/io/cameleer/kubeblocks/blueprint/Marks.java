package io.cameleer.kubeblocks.blueprint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What OpsRequests keep in a Cluster's annotations, as the spec has no field for it. */
public final class Marks {
    /** The OpsRequest that is being carried out, as name/uid; there is only one at a time. */
    public static final String REQUEST = "kubeblocks.io/ops-request";
    /** How many pods each component had before a stop, as JSON. */
    public static final String BEFORE_STOP = "kubeblocks.io/snapshot-for-start";
    /** When each component was told to restart, as JSON. */
    public static final String RESTARTED = "kubeblocks.io/restarted";
    /** Parameters by component, configSpec, file and name, as JSON; they stand over what templates say. */
    public static final String PARAMETERS = "kubeblocks.io/parameters";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Marks() {}

    /** An OpsRequest in the words of {@link #REQUEST}: one that is made anew under a name is another. */
    public static String of(HasMetadata request) {
        return request.getMetadata().getName() + "/" + request.getMetadata().getUid();
    }

    /** The OpsRequest that holds a Cluster, in those words. */
    public static Optional<String> holder(HasMetadata cluster) {
        return Optional.ofNullable(cluster.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(REQUEST))
                .filter(mark -> !mark.isBlank());
    }

    /** When a component was last told to restart. */
    public static Optional<String> restarted(HasMetadata cluster, String component) {
        return Optional.of(read(cluster, RESTARTED).path(component).asText()).filter(time -> !time.isEmpty());
    }

    /** The parameters of one rendered file. */
    public static Map<String, String> parameters(
            HasMetadata cluster, String component, String configuration, String file) {
        var parameters = new LinkedHashMap<String, String>();
        read(cluster, PARAMETERS)
                .path(component)
                .path(configuration)
                .path(file)
                .properties()
                .forEach(parameter ->
                        parameters.put(parameter.getKey(), parameter.getValue().asText()));
        return parameters;
    }

    /** An annotation as JSON, missing when there is none; what is no JSON was not written by us and says nothing. */
    public static JsonNode read(HasMetadata cluster, String annotation) {
        return parsed(Optional.ofNullable(cluster.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(annotation))
                .orElse(""));
    }

    /** The same of an annotation's text. */
    public static JsonNode parsed(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
