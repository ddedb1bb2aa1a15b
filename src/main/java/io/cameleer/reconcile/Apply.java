package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;

/** Brings one object about by server-side apply, and only when it differs from what the cache holds. */
public final class Apply {
    /** The exchange property that holds the reconciliation to which the objects of a split belong. */
    public static final String RECONCILIATION = "reconciliation";

    /** The field manager of every write of the operator. */
    public static final String FIELD_MANAGER = "cameleer";

    /** A server-side apply in the operator's name. */
    public static final PatchContext OURS = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();

    /** Longer than the API server takes for a write, shorter than a Lease. */
    private static final Duration ONE_REQUEST = Duration.ofSeconds(2);

    /** How often an object that others change all the time is looked at before its change waits for the next reconciliation. */
    private static final int LOOKS = 5;

    private final KubernetesClient client;
    private final VolumeGrowth growth;
    private final BooleanSupplier leads;

    /**
     * Writes with a client.
     *
     * @param leads whether this process may write; asked right before each write
     */
    public Apply(KubernetesClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
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

    /**
     * Makes the write; the plan goes on to be told.
     *
     * @throws IllegalStateException when another process leads by now; it makes the write if it is still needed
     */
    public void carryOut(Plan plan) {
        if (!leads.getAsBoolean()) {
            throw superseded();
        }
        var begun = Instant.now();
        switch (plan.change().operation()) {
            case "delete", "restart" -> Deletion.of(client, plan.object());
            // A pod that does not answer does not end by itself either.
            case "failover" -> {
                if (!Deletion.of(client, plan.object(), 30L, DeletionPropagation.BACKGROUND)) {
                    throw new IllegalStateException(
                            "pod " + plan.object().getMetadata().getName() + " is gone already, or another by now");
                }
            }
            case "expand" -> expand(plan);
            case "stop" -> client.resource(plan.object()).patch(OURS, plan.object());
            case "create" -> create(plan.object(), begun);
            default -> change(plan);
        }
    }

    /**
     * Changes the very object that was compared, and not what somebody made under its name since. One that has lost its owner
     * meanwhile is not taken back: whoever deletes the owner may want it to stay.
     */
    private void change(Plan plan) {
        var object = plan.object();
        var adopts = Owner.owns(plan.primary(), object) && !Owner.owns(plan.primary(), plan.actual());
        object.getMetadata().setUid(plan.actual().getMetadata().getUid());
        var current = plan.actual();
        for (var look = 1; ; look++) {
            if (adopts) {
                refuseForOneThatGoes(plan.primary());
            }
            object.getMetadata().setResourceVersion(current.getMetadata().getResourceVersion());
            try {
                client.resource(object).patch(OURS, object);
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409 || look == LOOKS) {
                    throw e;
                }
                current = again(plan);
            }
        }
    }

    /** What others have changed since it was compared. */
    private HasMetadata again(Plan plan) {
        var found = Live.of(client, plan.actual())
                .orElseThrow(() -> new IllegalStateException(id(plan.object()) + " was deleted meanwhile"));
        if (!found.getMetadata()
                .getOwnerReferences()
                .equals(plan.actual().getMetadata().getOwnerReferences())) {
            throw new IllegalStateException("the owner of %s changed meanwhile".formatted(id(plan.object())));
        }
        return found;
    }

    /** Whoever deletes the cluster in between may want its database to stay: it is then nobody's, and rather left than lost. */
    private void expand(Plan plan) {
        refuseForOneThatGoes(plan.primary());
        growth.grow((StatefulSet) plan.actual(), (StatefulSet) plan.object());
        if (Live.isGoing(client, plan.primary())) {
            plan.object().getMetadata().setOwnerReferences(List.of());
        }
        client.resource(plan.object()).patch(OURS, plan.object());
    }

    /** The cache may not know yet that it is being deleted. */
    private void refuseForOneThatGoes(HasMetadata primary) {
        if (Live.isGoing(client, primary)) {
            throw new IllegalStateException(id(primary) + " is deleted, so nothing is made its own any more");
        }
    }

    private static String id(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    /** A process that was frozen in mid-request may find what its successor made meanwhile: that is not its own write. */
    private void create(HasMetadata object, Instant begun) {
        var made = client.resource(object).patch(OURS, object);
        var since = Instant.parse(made.getMetadata().getCreationTimestamp());
        if (!leads.getAsBoolean() && since.isAfter(begun.plus(ONE_REQUEST))) {
            throw superseded();
        }
    }

    private static IllegalStateException superseded() {
        return new IllegalStateException("another replica of the operator leads by now and goes on with this");
    }

    private Optional<Plan> plan(HasMetadata desired, Reconciliation<?> reconciliation) {
        var actual = actual(desired, reconciliation);
        if (actual.isEmpty()) {
            return Optional.of(
                    Plan.of(reconciliation.primary(), desired, null, Change.of("create", desired, List.of())));
        }
        refuseWhatIsNotOurs(actual.get(), reconciliation.primary());
        var wanted = Adoption.keep(desired, actual.get());
        return Drift.between(actual.get(), wanted, reconciliation.context())
                .map(fields -> change(actual.get(), wanted, fields))
                .map(change -> Plan.of(reconciliation.primary(), wanted, actual.get(), change));
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
        if (actual instanceof Secret && !Owner.owns(primary, actual)) {
            throw new IllegalStateException("Secret %s was there before and is not the cluster's; give it another name"
                    .formatted(actual.getMetadata().getName()));
        }
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
