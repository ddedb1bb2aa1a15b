package io.cameleer.prometheus.set;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The status of a set, and the templates that its reconciliation has to give or to take back. */
public final class ClusterSetHealth {
    private static final List<String> PHASES = List.of("Provisioning", "Active", "Scaling", "Failed");

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public ClusterSetHealth() {
        this(Clock.systemUTC());
    }

    ClusterSetHealth(Clock clock) {
        this.clock = clock;
    }

    /** Adds what is wrong with the spec. */
    public Reconciliation<PrometheusClusterSet> check(Reconciliation<PrometheusClusterSet> reconciliation) {
        return reconciliation.violating(Membership.violations(reconciliation.primary()));
    }

    /** Concludes on members, phases and conditions. */
    public Reconciliation<PrometheusClusterSet> observe(Reconciliation<PrometheusClusterSet> reconciliation) {
        return reconciliation.concluding(
                status(reconciliation.primary(), membership(reconciliation), reconciliation.violations()));
    }

    /** The templates of clusters that are not as they should be, as far as this set gives or gave them. */
    public List<TemplateChange> templates(Reconciliation<PrometheusClusterSet> reconciliation) {
        return templates(reconciliation.primary().getMetadata().getName(), membership(reconciliation));
    }

    static List<TemplateChange> templates(String set, Membership membership) {
        return membership.clusters().stream()
                .flatMap(cluster -> change(set, cluster, membership).stream())
                .toList();
    }

    private static Optional<TemplateChange> change(String set, PrometheusCluster cluster, Membership membership) {
        var current = Membership.current(cluster);
        var wanted = membership.template(cluster).orElse(null);
        var ours = (current != null && current.set().equals(set))
                || (wanted != null && wanted.set().equals(set));
        return ours && !java.util.Objects.equals(current, wanted)
                ? Optional.of(new TemplateChange(cluster, wanted))
                : Optional.empty();
    }

    ClusterSetStatus status(PrometheusClusterSet set, Membership membership, List<Violation> violations) {
        var members = membership.members(set).stream()
                .map(cluster -> new ClusterSetStatus.Member(
                        cluster.getMetadata().getNamespace(),
                        cluster.getMetadata().getName(),
                        cluster.phase()))
                .toList();
        var phases = new TreeMap<String, Integer>();
        // The status is merged: only null makes it forget a phase that nobody is in any more.
        PHASES.forEach(phase -> phases.put(phase, null));
        members.forEach(member -> phases.merge(member.phase(), 1, Integer::sum));
        var generation = Optional.ofNullable(set.getMetadata().getGeneration()).orElse(0L);
        var conditions = new Conditions(
                Optional.ofNullable(set.getStatus())
                        .map(ClusterSetStatus::conditions)
                        .orElse(null),
                generation,
                clock.instant());
        var active = Optional.ofNullable(phases.get("Active")).orElse(0);
        var trouble = trouble(set, membership, violations);
        return new ClusterSetStatus(
                members.size(),
                phases,
                members,
                generation,
                List.of(
                        conditions.of(
                                "Ready",
                                violations.isEmpty() && active == members.size(),
                                active == members.size() ? "AllMembersActive" : "MembersNotActive",
                                active + " of " + members.size() + " members are Active."),
                        conditions.of(
                                "Degraded",
                                trouble.isPresent(),
                                trouble.isEmpty() ? "AsExpected" : violations.isEmpty() ? "Overlap" : "InvalidSpec",
                                trouble.orElse("Nothing is wrong."))));
    }

    private static Optional<String> trouble(
            PrometheusClusterSet set, Membership membership, List<Violation> violations) {
        if (!violations.isEmpty()) {
            return Optional.of(Violation.told(violations));
        }
        if (set.getSpec().backupTemplate() == null) {
            return Optional.empty();
        }
        var others = membership.members(set).stream()
                .filter(Membership::wantsTemplate)
                .flatMap(cluster -> membership.template(cluster).stream())
                .map(BackupTemplate::set)
                .filter(name -> !name.equals(set.getMetadata().getName()))
                .sorted()
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(others.size() + " members have the backupTemplate of "
                        + String.join(", ", others.stream().distinct().toList())
                        + ", which comes first by name; select them by one set only");
    }

    private static Membership membership(Reconciliation<PrometheusClusterSet> reconciliation) {
        Map<String, Map<String, String>> namespaces = reconciliation
                .watched(Namespace.class)
                .collect(Collectors.toMap(
                        namespace -> namespace.getMetadata().getName(),
                        namespace -> Optional.ofNullable(namespace.getMetadata().getLabels())
                                .orElse(Map.of())));
        return Membership.of(
                reconciliation.primaries(),
                reconciliation.watched(PrometheusCluster.class).toList(),
                namespaces);
    }
}
