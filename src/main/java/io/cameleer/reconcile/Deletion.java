package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

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
