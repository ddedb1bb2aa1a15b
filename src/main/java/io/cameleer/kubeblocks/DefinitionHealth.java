package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.blueprint.DefinitionRules;
import io.cameleer.kubeblocks.definition.DefinitionStatus;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether definitions and versions can be used, and whether they are: one that is used is not deleted. */
public final class DefinitionHealth {
    private static final Duration WHILE_USED = Duration.ofSeconds(10);
    private static final int NAMED = 10;

    private final KubernetesClient client;
    private final List<String> namespaces;
    private final Clock clock;

    /**
     * Looks for users with a client.
     *
     * @param namespaces where clusters are, everywhere when empty
     */
    public DefinitionHealth(KubernetesClient client, List<String> namespaces, Clock clock) {
        this.client = client;
        this.namespaces = List.copyOf(namespaces);
        this.clock = clock;
    }

    /** Adds what stands against a definition. */
    public Reconciliation<ClusterDefinition> check(Reconciliation<ClusterDefinition> reconciliation) {
        return reconciliation.violating(
                DefinitionRules.violations(reconciliation.primary().getSpec()));
    }

    /** The users of a definition or a version, as {@code namespace/name}; a version uses its definition. */
    public List<String> users(HasMetadata object) {
        var name = object.getMetadata().getName();
        if (object instanceof ClusterVersion) {
            return clusters(cluster -> name.equals(cluster.getSpec().clusterVersionRef()));
        }
        return Stream.concat(
                        clusters(cluster -> name.equals(cluster.getSpec().clusterDefinitionRef())).stream(),
                        client.resources(ClusterVersion.class).list().getItems().stream()
                                .filter(version -> name.equals(version.getSpec().clusterDefinitionRef()))
                                .map(version -> "ClusterVersion "
                                        + version.getMetadata().getName()))
                .toList();
    }

    private List<String> clusters(Predicate<Cluster> uses) {
        var resources = client.resources(Cluster.class);
        var lists = namespaces.isEmpty()
                ? Stream.of(resources.inAnyNamespace().list())
                : namespaces.stream()
                        .map(namespace -> resources.inNamespace(namespace).list());
        return lists.flatMap(list -> list.getItems().stream())
                .filter(uses)
                .map(cluster -> "Cluster " + cluster.getMetadata().getNamespace() + "/"
                        + cluster.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** Concludes on phase and conditions. */
    public <P extends CustomResource<?, DefinitionStatus>> Reconciliation<P> observe(Reconciliation<P> reconciliation) {
        var message = reconciliation.isValid() ? null : Violation.told(reconciliation.violations());
        return reconciliation.concluding(
                status(reconciliation, message == null ? "Available" : "Unavailable", message));
    }

    /** Concludes on a deletion that users stand against. */
    public <P extends CustomResource<?, DefinitionStatus>> Reconciliation<P> refuse(
            Reconciliation<P> reconciliation, List<String> users) {
        var words = "it is not deleted as long as it is used by "
                + users.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (users.size() > NAMED ? " and " + (users.size() - NAMED) + " more" : "")
                + "; delete those first";
        return reconciliation
                .concluding(status(reconciliation, "Deleting", words))
                .again(WHILE_USED);
    }

    private <P extends CustomResource<?, DefinitionStatus>> DefinitionStatus status(
            Reconciliation<P> reconciliation, String phase, String message) {
        var object = reconciliation.primary();
        var conditions = new Conditions(
                Optional.ofNullable(object.getStatus())
                        .map(DefinitionStatus::conditions)
                        .orElse(null),
                object.getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        var ready = phase.equals("Available");
        list.add(conditions.of("Ready", ready, phase, ready ? "It can be used." : message));
        list.add(
                conditions.of("Degraded", !ready, ready ? "AsExpected" : phase, ready ? "Nothing is wrong." : message));
        if (object instanceof ClusterDefinition definition) {
            var idle = DefinitionRules.withoutEffect(definition.getSpec());
            if (!idle.isEmpty()) {
                list.add(conditions.of("WithoutEffect", true, "FieldsIgnored", String.join(", ", idle)));
            }
        }
        return new DefinitionStatus(phase, message, object.getMetadata().getGeneration(), List.copyOf(list));
    }
}
