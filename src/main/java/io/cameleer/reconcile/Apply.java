package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Brings one object about by server-side apply, and only when it differs from what the cache holds. */
public final class Apply {
    /** The exchange property that holds the reconciliation to which the objects of a split belong. */
    public static final String RECONCILIATION = "reconciliation";

    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("cameleer")
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final VolumeGrowth growth;

    /** Writes with a client. */
    public Apply(KubernetesClient client) {
        this.client = client;
        this.growth = new VolumeGrowth(client);
    }

    /**
     * Applies the desired object in the exchange's body and replaces the body by the reconciliation with the change that
     * this made, with none when the object was as it should be.
     *
     * @throws IllegalStateException when an object of that name belongs to somebody else
     */
    public void apply(Exchange exchange) {
        var desired = exchange.getMessage().getBody(HasMetadata.class);
        Reconciliation<?> reconciliation = exchange.getProperty(RECONCILIATION, Reconciliation.class);
        exchange.getMessage().setBody(changed(reconciliation, apply(desired, reconciliation)));
    }

    private static <P extends HasMetadata> Reconciliation<P> changed(
            Reconciliation<P> reconciliation, List<Change> changes) {
        return reconciliation.changed(changes);
    }

    private List<Change> apply(HasMetadata desired, Reconciliation<?> reconciliation) {
        var actual = actual(desired, reconciliation);
        if (actual.isEmpty()) {
            client.resource(desired).patch(OURS, desired);
            return List.of(change("create", desired, List.of()));
        }
        refuseWhatIsNotOurs(actual.get(), reconciliation.primary());
        var differing = Drift.between(actual.get(), desired, reconciliation.context());
        if (differing.isEmpty()) {
            return List.of();
        }
        if (actual.get() instanceof StatefulSet before && desired instanceof StatefulSet after) {
            if (growth.isNeeded(before, after)) {
                growth.grow(before, after);
                client.resource(desired).patch(OURS, desired);
                return List.of(change("expand", desired, differing.get()));
            }
            if (!before.getSpec().getReplicas().equals(after.getSpec().getReplicas())) {
                client.resource(desired).patch(OURS, desired);
                return List.of(change(
                        "scale",
                        desired,
                        List.of("spec.replicas %d -> %d"
                                .formatted(
                                        before.getSpec().getReplicas(),
                                        after.getSpec().getReplicas()))));
            }
        }
        client.resource(desired).patch(OURS, desired);
        return List.of(change("update", desired, differing.get()));
    }

    /** Objects that another operator left behind lack the label by which the cache selects: those are looked up. */
    @SuppressWarnings("unchecked")
    private Optional<HasMetadata> actual(HasMetadata desired, Reconciliation<?> reconciliation) {
        var cached = reconciliation.observed(
                (Class<HasMetadata>) desired.getClass(), desired.getMetadata().getName());
        return cached.or(() -> Optional.ofNullable(client.resource(desired).get()));
    }

    private static void refuseWhatIsNotOurs(HasMetadata actual, HasMetadata primary) {
        actual.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .filter(owner -> !owner.getUid().equals(primary.getMetadata().getUid()))
                .findFirst()
                .ifPresent(owner -> {
                    throw new IllegalStateException("%s %s belongs to %s %s; rename one of the two"
                            .formatted(
                                    actual.getKind(),
                                    actual.getMetadata().getName(),
                                    owner.getKind(),
                                    owner.getName()));
                });
    }

    private static Change change(String operation, HasMetadata object, List<String> fields) {
        return new Change(operation, object.getKind(), object.getMetadata().getName(), fields);
    }
}
