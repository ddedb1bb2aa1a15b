package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.HyperbytedbStatus.MemberStatus;
import io.cameleer.hyperbytedb.certificates.ClusterTls;
import io.cameleer.hyperbytedb.members.MemberPod;
import io.cameleer.hyperbytedb.members.Membership;
import io.cameleer.hyperbytedb.members.Report;
import io.cameleer.hyperbytedb.objects.Names;
import io.cameleer.reconcile.Conditions;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status of a HyperbytedbCluster, from its pods and from what its members say. */
public final class HyperbytedbHealth {
    private static final Duration WHILE_UNREADY = Duration.ofSeconds(5);

    private final Clock clock;

    /** Tells the time of conditions by the system's clock. */
    public HyperbytedbHealth() {
        this(Clock.systemUTC());
    }

    HyperbytedbHealth(Clock clock) {
        this.clock = clock;
    }

    /**
     * Concludes on phase, states, members and conditions.
     *
     * @param membership what was seen of the members, null when they were not looked at
     * @param tls what is known of the certificate, null when it was not looked at
     * @param monitoring what became of the ServiceMonitor, null when it was not looked at
     */
    public Reconciliation<HyperbytedbCluster> observe(
            Reconciliation<HyperbytedbCluster> reconciliation,
            Membership membership,
            ClusterTls tls,
            Monitoring.Wish monitoring) {
        var cluster = reconciliation.primary();
        var facts = HyperbytedbFacts.of(reconciliation, membership);
        var concluded = reconciliation.concluding(new HyperbytedbStatus(
                facts.phase(),
                facts.wanted(),
                facts.ready(),
                facts.clusterState(),
                facts.replicationState(),
                membership == null ? null : members(cluster, membership),
                failovers(cluster),
                cluster.getSpec() == null ? null : HyperbytedbWorkloads.hash(cluster),
                "app.kubernetes.io/name=hyperbytedb,app.kubernetes.io/instance="
                        + cluster.getMetadata().getName(),
                null,
                cluster.getMetadata().getGeneration(),
                conditions(cluster, facts, tls, monitoring)));
        return facts.settled() ? concluded : concluded.again(WHILE_UNREADY);
    }

    /** It counts within a generation; within one, the fail-over itself writes it. */
    private static Integer failovers(HyperbytedbCluster cluster) {
        var status = cluster.getStatus();
        return status == null
                        || status.failoverCount() == null
                        || !Objects.equals(
                                status.observedGeneration(),
                                cluster.getMetadata().getGeneration())
                ? Integer.valueOf(0)
                : null;
    }

    private static List<MemberStatus> members(HyperbytedbCluster cluster, Membership membership) {
        return membership.view().pods().stream()
                .map(pod -> member(cluster, membership, pod))
                .toList();
    }

    private static MemberStatus member(HyperbytedbCluster cluster, Membership membership, MemberPod pod) {
        var report = pod.report();
        return new MemberStatus(
                Names.host(cluster, pod.ordinal()),
                pod.id(),
                pod.name(),
                pod.terminating() ? "Terminating" : pod.state(),
                membership.view().isHealthy(pod),
                report.map(Report::walSequence).orElse(null),
                report.map(told -> told.files().size()).orElse(null),
                report.map(Report::peers).orElse(null));
    }

    private List<Condition> conditions(
            HyperbytedbCluster cluster, HyperbytedbFacts facts, ClusterTls tls, Monitoring.Wish monitoring) {
        var conditions = new Conditions(
                Optional.ofNullable(cluster.getStatus())
                        .map(HyperbytedbStatus::conditions)
                        .orElse(null),
                cluster.getMetadata().getGeneration(),
                clock.instant());
        var list = new ArrayList<Condition>();
        list.add(conditions.of(
                "Ready",
                facts.ready() > 0 && facts.ready() >= facts.wanted(),
                facts.ready() >= facts.wanted() ? "AllMembersReady" : "MembersNotReady",
                facts.ready() + " of " + facts.wanted() + " members are ready."));
        list.add(conditions.of(
                "Progressing",
                !facts.settled() && facts.trouble().isEmpty(),
                facts.settled() ? "Settled" : facts.trouble().isPresent() ? "Blocked" : "Working",
                facts.progress()));
        list.add(conditions.of(
                "Degraded",
                facts.trouble().isPresent(),
                facts.trouble().map(HyperbytedbFacts.Trouble::reason).orElse("AsExpected"),
                facts.trouble().map(HyperbytedbFacts.Trouble::message).orElse("Nothing is wrong.")));
        if (cluster.getSpec() != null && cluster.getSpec().paused()) {
            list.add(conditions.of(
                    "Paused", true, "Paused", "spec.paused is true: nothing is changed, whatever the spec says."));
        }
        if (tls != null && tls.expiry() != null) {
            list.add(conditions.of(
                    "CertificateReady",
                    tls.remark() == null,
                    tls.remark() == null ? "Valid" : "Expiring",
                    tls.remark() == null ? "Valid until " + tls.expiry() + "." : tls.remark()));
        }
        if (monitoring != null && monitoring.monitored().isPresent()) {
            list.add(
                    conditions.of(
                            "MonitoringReady",
                            monitoring.monitored().get(),
                            monitoring.monitored().get() ? "Monitored" : "NoServiceMonitorKind",
                            monitoring.monitored().get()
                                    ? "There is a ServiceMonitor."
                                    : "There is no ServiceMonitor: this Kubernetes cluster lacks its kind, which the prometheus-operator brings."));
        }
        return list;
    }
}
