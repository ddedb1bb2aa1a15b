package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The very object that was read, as it is now: one that was made anew under its name is another, and what a cache says may be old. */
public final class Live {
    private Live() {}

    /** The object, or nothing when it is gone. */
    public static <T extends HasMetadata> Optional<T> of(KubernetesClient client, T object) {
        return Optional.ofNullable(client.resource(object).get())
                .filter(found ->
                        found.getMetadata().getUid().equals(object.getMetadata().getUid()));
    }

    /** Whether it is gone. */
    public static boolean isGone(KubernetesClient client, HasMetadata object) {
        return of(client, object).isEmpty();
    }

    /** Whether it is gone or being deleted. */
    public static boolean isGoing(KubernetesClient client, HasMetadata object) {
        return of(client, object).filter(found -> !found.isMarkedForDeletion()).isEmpty();
    }
}
