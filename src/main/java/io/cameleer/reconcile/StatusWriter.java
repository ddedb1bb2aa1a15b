package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Writes the fields of a status that one flow knows, and only when one of them differs. */
public final class StatusWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Somebody else writes to an object a few times while one patch is on its way, at the very most. */
    private static final int ATTEMPTS = 20;

    private final KubernetesClient client;
    private final BooleanSupplier leads;

    /**
     * Writes with a client.
     *
     * @param leads whether this process may write what a reconciliation concluded on
     */
    public StatusWriter(KubernetesClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
    }

    /**
     * Writes the status on which a reconciliation concluded; when it says nothing new, or another process leads by now, there is
     * none afterwards.
     */
    public <P extends HasMetadata> Reconciliation<P> write(Reconciliation<P> reconciliation) {
        var current = tree(reconciliation.primary()).path("status");
        var wanted = client.getKubernetesSerialization().convertValue(reconciliation.status(), JsonNode.class);
        if (!leads.getAsBoolean() || contains(current, wanted)) {
            return reconciliation.concluding(null);
        }
        try {
            remember(reconciliation, patch(reconciliation.primary(), wanted));
            return reconciliation;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // Deleted meanwhile: there is nobody left to be told.
                return reconciliation.concluding(null);
            }
            throw e;
        }
    }

    /**
     * Merges fields into an object's status: null removes a field, what is not named stays.
     *
     * @throws KubernetesClientException with code 404 when the object was deleted, even if there is another of its name by now
     */
    public void set(HasMetadata object, Map<String, ?> fields) {
        patch(object, JSON.valueToTree(fields));
    }

    /**
     * Merges fields into an object's status if nobody has written to the object since it was read.
     *
     * @return false when somebody has, when there is no such object any more, or when another process leads
     */
    public boolean claim(HasMetadata object, Map<String, ?> fields) {
        if (!leads.getAsBoolean()) {
            return false;
        }
        try {
            send(object, object.getMetadata().getResourceVersion(), JSON.valueToTree(fields));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Merges fields into an object's status if something holds of the object at that very moment.
     *
     * @param holds is shown the whole object
     * @return false when it does not, when there is no such object any more, or when another process leads
     */
    public boolean setIf(HasMetadata object, Predicate<JsonNode> holds, Map<String, ?> fields) {
        while (leads.getAsBoolean()) {
            var now = Live.of(client, object).filter(found -> holds.test(tree(found)));
            if (now.isEmpty()) {
                return false;
            }
            if (claim(now.get(), fields)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something holds of an object now, and this process may still write. */
    public boolean holds(HasMetadata object, Predicate<JsonNode> holds) {
        return current(object).filter(holds).isPresent();
    }

    /** This very object as it is now, or nothing when it was deleted or this process may not write any more. */
    public Optional<JsonNode> current(HasMetadata object) {
        return leads.getAsBoolean() ? Live.of(client, object).map(this::tree) : Optional.empty();
    }

    /** An object as a tree. */
    public JsonNode tree(HasMetadata object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    /**
     * Writes to this very object, not to one that was made anew under its name: as the API server passes over the identity in a
     * patch of a status, the patch names the version, and when that is another by now, the object is looked at again.
     */
    private <P extends HasMetadata> P patch(P object, JsonNode status) {
        var version = object.getMetadata().getResourceVersion();
        for (var attempt = 1; ; attempt++) {
            try {
                return send(object, version, status);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            version = Live.of(client, object)
                    .orElseThrow(() -> new KubernetesClientException(
                            object.getKind() + " " + object.getMetadata().getName()
                                    + " was deleted, and may have been made anew",
                            HttpURLConnection.HTTP_NOT_FOUND,
                            null))
                    .getMetadata()
                    .getResourceVersion();
        }
    }

    /** Merges into an object's status, unless the object is of another version by now. */
    private <P extends HasMetadata> P send(P object, String version, JsonNode status) {
        var patch = JSON.createObjectNode();
        patch.set("status", status);
        patch.putObject("metadata").put("resourceVersion", version);
        return client.resource(object)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    /** The next look may come before the watch has brought what was written: it must not find the status of before and write it again. */
    private static <P extends HasMetadata> void remember(Reconciliation<P> reconciliation, P written) {
        reconciliation
                .context()
                .eventSourceRetriever()
                .getControllerEventSource()
                .handleRecentResourceUpdate(ResourceID.fromResource(written), written, reconciliation.primary());
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
