package io.cameleer.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lists in pages, as the Kubernetes API makes them: a page says how to ask for the next one, however many objects there are.
 */
final class Pages {
    private static final int MOST = 1000;

    private Pages() {}

    /**
     * A page.
     *
     * @param limit how many objects at most, 1 to 1000; 500 when null
     * @param next what the page before said in {@code continue}, or null
     */
    static <T extends HasMetadata, L extends KubernetesResourceList<T>> Map<String, Object> of(
            FilterWatchListDeletable<T, L, Resource<T>> objects,
            String limit,
            String next,
            Function<T, JsonNode> view) {
        var list = objects.list(new ListOptionsBuilder()
                .withLimit((long) Numbers.of("limit", limit, 500, 1, MOST))
                .withContinue(Optional.ofNullable(next)
                        .filter(text -> !text.isBlank())
                        .orElse(null))
                .build());
        var page = new LinkedHashMap<String, Object>();
        page.put("items", list.getItems().stream().map(view).toList());
        var more = list.getMetadata().getContinue();
        if (more != null && !more.isEmpty()) {
            page.put("continue", more);
        }
        if (list.getMetadata().getRemainingItemCount() != null) {
            page.put("remaining", list.getMetadata().getRemainingItemCount());
        }
        return page;
    }

    /** An object as the API shows it. */
    static JsonNode view(KubernetesClient client, HasMetadata object, Object spec, Object status) {
        var fields = new LinkedHashMap<String, Object>();
        if (object.getMetadata().getNamespace() != null) {
            fields.put("namespace", object.getMetadata().getNamespace());
        }
        fields.put("name", object.getMetadata().getName());
        fields.put(
                "labels", Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of()));
        fields.put("created", object.getMetadata().getCreationTimestamp());
        fields.put("spec", spec);
        fields.put("status", status);
        return client.getKubernetesSerialization().convertValue(fields, JsonNode.class);
    }
}
