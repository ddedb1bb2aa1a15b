package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.stream.Collectors;

/** Finds owned objects that are no longer desired. A StatefulSet is never among them: data hangs on it. */
public final class Prune {
    /** The deletions of what the caches hold and nobody desires. */
    public List<Plan> plan(Reconciliation<?> reconciliation) {
        var wanted = reconciliation.desired().stream().map(Prune::identity).collect(Collectors.toSet());
        return reconciliation.owned().stream()
                .flatMap(type -> reconciliation.context().getSecondaryResourcesAsStream(type))
                .map(HasMetadata.class::cast)
                .filter(object -> !wanted.contains(identity(object)))
                .filter(object -> Owner.owns(reconciliation.primary(), object))
                .filter(object -> !(object instanceof StatefulSet) && !object.isMarkedForDeletion())
                .map(object -> Plan.deletion(reconciliation.primary(), object))
                .toList();
    }

    private static String identity(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
