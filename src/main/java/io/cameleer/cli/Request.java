package io.cameleer.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Map;

/** Asks the operator for something by an annotation, which outlives this process. */
final class Request {
    private Request() {}

    /** Writes the annotation and returns its value, by which the answer is known. */
    static String make(KubernetesClient client, Database cluster, String annotation) {
        var value = Instant.now() + " " + System.getProperty("user.name");
        client.resource(cluster.object())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of("metadata", Map.of("annotations", Map.of(annotation, value)))));
        return value;
    }
}
