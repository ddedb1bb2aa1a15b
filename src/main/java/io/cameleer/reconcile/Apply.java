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

    /** The field manager of every write of the operator. */
    public static final String FIELD_MANAGER = "cameleer";

    private static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
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
     * Compares the desired object in the exchange's body with what the cache holds and replaces the body by the plan of the
     * write that this needs, or by null when the object is as it should be.
     *
     * @throws IllegalStateException when an object of that name belongs to somebody else
     */
    public void plan(Exchange exchange) {
        var desired = exchange.getMessage().getBody(HasMetadata.class);
        Reconciliation<?> reconciliation = exchange.getProperty(RECONCILIATION, Reconciliation.class);
        exchange.getMessage().setBody(plan(desired, reconciliation).orElse(null));
    }

    /** Makes the write; the plan goes on to be told. */
    public void carryOut(Plan plan) {
        switch (plan.change().operation()) {
            case "delete", "restart" -> client.resource(plan.object()).delete();
            case "expand" -> {
                growth.grow((StatefulSet) plan.actual(), (StatefulSet) plan.object());
                client.resource(plan.object()).patch(OURS, plan.object());
            }
            default -> client.resource(plan.object()).patch(OURS, plan.object());
        }
    }

    private Optional<Plan> plan(HasMetadata desired, Reconciliation<?> reconciliation) {
        var actual = actual(desired, reconciliation);
        if (actual.isEmpty()) {
            return Optional.of(
                    Plan.of(reconciliation.primary(), desired, null, Change.of("create", desired, List.of())));
        }
        refuseWhatIsNotOurs(actual.get(), reconciliation.primary());
        return Drift.between(actual.get(), desired, reconciliation.context())
                .map(fields -> change(actual.get(), desired, fields))
                .map(change -> Plan.of(reconciliation.primary(), desired, actual.get(), change));
    }

    private Change change(HasMetadata actual, HasMetadata desired, List<String> fields) {
        if (!(actual instanceof StatefulSet before) || !(desired instanceof StatefulSet after)) {
            return Change.of("update", desired, fields);
        }
        if (growth.isNeeded(before, after)) {
            return Change.of("expand", desired, fields);
        }
        var replicas = "spec.replicas %d -> %d"
                .formatted(before.getSpec().getReplicas(), after.getSpec().getReplicas());
        var told = fields.stream()
                .map(field -> field.equals("spec.replicas") ? replicas : field)
                .toList();
        return Change.of(told.equals(List.of(replicas)) ? "scale" : "update", desired, told);
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
}
