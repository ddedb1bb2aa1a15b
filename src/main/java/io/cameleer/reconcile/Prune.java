package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Deletes owned objects that are no longer desired. A StatefulSet is never among them: data hangs on it. */
public final class Prune {
    private final KubernetesClient client;

    /** Deletes with a client. */
    public Prune(KubernetesClient client) {
        this.client = client;
    }

    /** Deletes what the caches hold and nobody desires. */
    public <P extends HasMetadata> Reconciliation<P> prune(Reconciliation<P> reconciliation) {
        var wanted = reconciliation.desired().stream().map(Prune::identity).collect(Collectors.toSet());
        var changes = new ArrayList<Change>();
        for (var type : reconciliation.owned()) {
            reconciliation
                    .context()
                    .getSecondaryResourcesAsStream(type)
                    .filter(object -> !wanted.contains(identity(object)))
                    .filter(object -> !(object instanceof StatefulSet) && !object.isMarkedForDeletion())
                    .forEach(object -> {
                        client.resource(object).delete();
                        changes.add(new Change(
                                "delete", object.getKind(), object.getMetadata().getName(), List.of()));
                    });
        }
        return reconciliation.changed(changes);
    }

    private static String identity(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
