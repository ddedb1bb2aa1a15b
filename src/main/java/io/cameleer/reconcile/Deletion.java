package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Deletes the very object that was looked at. By its name alone, what somebody made under it since would go instead; the
 * client's own deletion knows versions of an object as a condition, which change with every status, and not its identity.
 */
public final class Deletion {
    private Deletion() {}

    /** Deletes an object; that it is gone already, or another by now, is as good. */
    public static void of(KubernetesClient client, HasMetadata object) {
        of(client, object, null, DeletionPropagation.BACKGROUND);
    }

    /**
     * The same.
     *
     * @param graceSeconds how long a pod may take to end, its own time when null
     * @return false when it was gone already, or another by now
     */
    public static boolean of(
            KubernetesClient client, HasMetadata object, Long graceSeconds, DeletionPropagation propagation) {
        var options = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(graceSeconds)
                .withPropagationPolicy(propagation.toString())
                .withNewPreconditions()
                .withUid(object.getMetadata().getUid())
                .endPreconditions()
                .build();
        try {
            client.raw(path(object), "DELETE", options);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    /** Whether an object is deleted or going to be; what a cache says of it may be old. */
    public static boolean isBegun(KubernetesClient client, HasMetadata object) {
        return found(client, object)
                .filter(found -> !found.isMarkedForDeletion())
                .isEmpty();
    }

    /** Whether an object is deleted. */
    public static boolean isDone(KubernetesClient client, HasMetadata object) {
        return found(client, object).isEmpty();
    }

    private static Optional<HasMetadata> found(KubernetesClient client, HasMetadata object) {
        return Optional.<HasMetadata>ofNullable(client.resource(object).get())
                .filter(found ->
                        found.getMetadata().getUid().equals(object.getMetadata().getUid()));
    }

    private static String path(HasMetadata object) {
        var version = object.getApiVersion();
        return "/%s/%s/namespaces/%s/%s/%s"
                .formatted(
                        version.contains("/") ? "apis" : "api",
                        version,
                        object.getMetadata().getNamespace(),
                        object.getPlural(),
                        object.getMetadata().getName());
    }
}
