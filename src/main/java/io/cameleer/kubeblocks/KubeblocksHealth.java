package io.cameleer.kubeblocks;

import io.cameleer.backup.BackupHealth;
import io.cameleer.backup.restore.RestoreHealth;
import io.cameleer.kubeblocks.ClusterStatus.ComponentStatus;
import io.cameleer.kubeblocks.backup.BackedUp;
import io.cameleer.kubeblocks.blueprint.ClusterRules;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What becomes of a cluster: observed objects to status. */
public final class KubeblocksHealth {
    private static final Duration WHILE_BUSY = Duration.ofSeconds(10);

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public KubeblocksHealth() {
        this(Clock.systemUTC());
    }

    KubeblocksHealth(Clock clock) {
        this.clock = clock;
    }

    /**
     * Concludes on phases and conditions.
     *
     * @param found the cluster's definition and version, null when they were not looked up
     */
    public Reconciliation<Cluster> observe(Reconciliation<Cluster> reconciliation, Definitions.Found found) {
        var cluster = reconciliation.primary();
        var components = components(reconciliation, found);
        var phase = phase(reconciliation, components.values());
        var message = message(reconciliation, components);
        var concluded = reconciliation.concluding(new ClusterStatus(
                cluster.getMetadata().getGeneration(),
                phase,
                message,
                components,
                Optional.ofNullable(found)
                        .flatMap(Definitions.Found::definition)
                        .map(definition -> definition.getMetadata().getGeneration())
                        .orElse(null),
                request(reconciliation),
                null,
                null,
                null,
                null,
                null,
                conditions(reconciliation, phase, message)));
        return ClusterStatus.isRest(phase) && reconciliation.isValid() ? concluded : concluded.again(WHILE_BUSY);
    }

    /** What could not be brought about says nothing of the request that asked for it. */
    private static String request(Reconciliation<Cluster> reconciliation) {
        var cluster = reconciliation.primary();
        return reconciliation.isValid()
                ? Marks.holder(cluster).orElse(null)
                : Optional.ofNullable(cluster.getStatus())
                        .map(ClusterStatus::opsRequest)
                        .orElse(null);
    }

    /** A cluster that cannot be put together keeps what is known of its components. */
    private Map<String, ComponentStatus> components(Reconciliation<Cluster> reconciliation, Definitions.Found found) {
        var cluster = reconciliation.primary();
        if (found == null || found.definition().isEmpty()) {
            return Optional.ofNullable(cluster.getStatus())
                    .map(ClusterStatus::components)
                    .orElse(Map.of());
        }
        var blueprint = found.blueprint(cluster);
        var components = new LinkedHashMap<String, ComponentStatus>();
        for (var component : blueprint.components()) {
            var facts = ComponentFacts.of(component, blueprint, reconciliation);
            components.put(facts.name(), facts.status(clock.instant()));
        }
        return components;
    }

    static String phase(Reconciliation<Cluster> reconciliation, Collection<ComponentStatus> components) {
        var phases = components.stream().map(ComponentStatus::phase).collect(Collectors.toSet());
        var ran = Optional.ofNullable(reconciliation.primary().getStatus())
                .map(ClusterStatus::phase)
                .filter(before -> !before.equals("Creating") && !before.equals("Failed"))
                .isPresent();
        if (!ran && !reconciliation.isValid()) {
            return "Failed";
        }
        if (phases.isEmpty()) {
            return reconciliation.isValid() ? "Creating" : "Abnormal";
        }
        if (phases.equals(Set.of("Stopped"))) {
            return "Stopped";
        }
        if (phases.stream().allMatch(ClusterStatus::isRest)) {
            return "Running";
        }
        if (phases.contains("Failed") || phases.contains("Abnormal")) {
            return phases.stream().anyMatch(ClusterStatus::isRest) || phases.contains("Abnormal")
                    ? "Abnormal"
                    : "Failed";
        }
        if (phases.contains("Creating")) {
            return ran ? "Updating" : "Creating";
        }
        return phases.contains("Updating") ? "Updating" : "Stopping";
    }

    private static String message(Reconciliation<Cluster> reconciliation, Map<String, ComponentStatus> components) {
        if (!reconciliation.isValid()) {
            return Violation.told(reconciliation.violations());
        }
        var words = components.entrySet().stream()
                .filter(component -> component.getValue().message() != null)
                .map(component ->
                        component.getKey() + ": " + component.getValue().message())
                .collect(Collectors.joining(". "));
        return words.isEmpty() ? "All components are as they should be." : words;
    }

    private List<Condition> conditions(Reconciliation<Cluster> reconciliation, String phase, String message) {
        var cluster = reconciliation.primary();
        var conditions = new Conditions(
                Optional.ofNullable(cluster.getStatus())
                        .map(ClusterStatus::conditions)
                        .orElse(null),
                cluster.getMetadata().getGeneration(),
                clock.instant());
        var ready = phase.equals("Running");
        var settled = ClusterStatus.isRest(phase) && reconciliation.isValid();
        var trouble = trouble(reconciliation, phase);
        var list = new ArrayList<Condition>();
        list.add(conditions.of("Ready", ready, phase, message));
        list.add(conditions.of("Progressing", !settled, settled ? "Settled" : "Reconciling", message));
        list.add(conditions.of(
                "Degraded",
                trouble.isPresent(),
                trouble.orElse("AsExpected"),
                trouble.isPresent() ? message : "Nothing is wrong."));
        var idle = cluster.getSpec() == null ? List.<String>of() : ClusterRules.withoutEffect(cluster);
        if (!idle.isEmpty()) {
            list.add(conditions.of("WithoutEffect", true, "FieldsIgnored", String.join(", ", idle)));
        }
        Optional.ofNullable(cluster.getStatus()).ifPresent(status -> {
            BackupHealth.condition(status.backup(), conditions).ifPresent(list::add);
            BackupHealth.condition(status.retention(), conditions).ifPresent(list::add);
            restored(cluster, conditions).ifPresent(list::add);
        });
        return List.copyOf(list);
    }

    private static Optional<Condition> restored(Cluster cluster, Conditions conditions) {
        return RestoreHealth.restored(BackedUp.asked(cluster), conditions);
    }

    /** The reason for which a person should look, if there is one. */
    private static Optional<String> trouble(Reconciliation<Cluster> reconciliation, String phase) {
        if (!reconciliation.isValid()) {
            return Optional.of(reconciliation.violations().getFirst().reason());
        }
        return reconciliation.notices().stream()
                .findFirst()
                .map(notice -> notice.reason())
                .or(() -> Set.of("Failed", "Abnormal").contains(phase)
                        ? Optional.of("ComponentsDown")
                        : Optional.empty());
    }
}
