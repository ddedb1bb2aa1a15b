package io.cameleer.backup.restore;

import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/**
 * The StatefulSet over the volumes of a cluster. One that belongs to somebody else is none: what it runs on is not touched. One
 * that an orphaning deletion of the cluster made nobody's still is.
 */
final class OwnSet {
    private OwnSet() {}

    /** The set as it is now. */
    static Optional<StatefulSet> of(KubernetesClient client, RestoreTarget target) {
        return Optional.ofNullable(client.resource(target.set()).get())
                .filter(set -> Owner.owns(target.object(), set) || isLeft(target, set));
    }

    private static boolean isLeft(RestoreTarget target, StatefulSet set) {
        return target.isDeleted()
                && set.getMetadata().getOwnerReferences().isEmpty()
                && set.getSpec().getSelector().equals(target.set().getSpec().getSelector());
    }
}
