package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;

/** Writes the fields of a status that one flow knows, and only when one of them differs. */
public final class StatusWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    /** Writes with a client. */
    public StatusWriter(KubernetesClient client) {
        this.client = client;
    }

    /** Writes the status on which a reconciliation concluded; when it says nothing new, there is none afterwards. */
    public <P extends HasMetadata> Reconciliation<P> write(Reconciliation<P> reconciliation) {
        var serialization = client.getKubernetesSerialization();
        JsonNode current = serialization
                .convertValue(reconciliation.primary(), JsonNode.class)
                .path("status");
        JsonNode wanted = serialization.convertValue(reconciliation.status(), JsonNode.class);
        if (contains(current, wanted)) {
            return reconciliation.concluding(null);
        }
        patch(reconciliation.primary(), JSON.createObjectNode().set("status", wanted));
        return reconciliation;
    }

    /** Merges fields into an object's status: null removes a field, what is not named stays. */
    public void set(HasMetadata object, Map<String, ?> fields) {
        patch(object, JSON.createObjectNode().set("status", JSON.valueToTree(fields)));
    }

    /**
     * Merges fields into an object's status if nobody has written to the object since it was read.
     *
     * @return false when somebody has
     */
    public boolean claim(HasMetadata object, Map<String, ?> fields) {
        var patch = JSON.createObjectNode();
        patch.set("status", JSON.valueToTree(fields));
        patch.putObject("metadata").put("resourceVersion", object.getMetadata().getResourceVersion());
        try {
            patch(object, patch);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Merges fields into an object's status if one of its fields has a value at that very moment.
     *
     * @param path the field's path below the status, as a JSON pointer
     * @return false when it has another, or when there is no such object any more
     */
    public boolean setIf(HasMetadata object, String path, String expected, Map<String, ?> fields) {
        while (true) {
            HasMetadata now = client.resource(object).get();
            if (now == null
                    || !expected.equals(client.getKubernetesSerialization()
                            .convertValue(now, JsonNode.class)
                            .path("status")
                            .at(path)
                            .asText())) {
                return false;
            }
            if (claim(now, fields)) {
                return true;
            }
        }
    }

    private void patch(HasMetadata object, JsonNode patch) {
        client.resource(object).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    private static boolean contains(JsonNode current, JsonNode wanted) {
        if (wanted.isObject()) {
            for (var field : wanted.properties()) {
                if (!contains(current.path(field.getKey()), field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        return wanted.isNull() ? current.isMissingNode() || current.isNull() : wanted.equals(current);
    }
}
