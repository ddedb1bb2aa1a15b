package io.cameleer.greptimedb.etcd;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Helps an etcd that takes no writes because its history has filled it: the history is forgotten, each member gives its
 * space back, and the alarm is ended; see https://etcd.io/docs/v3.5/op-guide/maintenance/#space-quota.
 */
public final class EtcdCare {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdCare.class);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long MEBIBYTE = 1 << 20;

    private final KubernetesClient client;
    private final Events events;
    private final BooleanSupplier leads;

    /**
     * Asks with a client.
     *
     * @param leads whether this process may write; asked right before it does
     */
    public EtcdCare(KubernetesClient client, Events events, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
        this.events = events;
    }

    /** The help that a cluster's etcd needs: none or one plan. An etcd that does not answer is told of elsewhere. */
    public List<Plan> due(GreptimeDBCluster cluster) {
        var status = cluster.getStatus();
        if (cluster.isMarkedForDeletion()
                || status == null
                || status.etcd() == null
                || status.etcd().readyReplicas() == 0) {
            return List.of();
        }
        try {
            var pods = pods(cluster);
            return pods.isEmpty()
                            || api(cluster, pods.getFirst(), SHORT)
                                    .membersWithoutSpace()
                                    .isEmpty()
                    ? List.of()
                    : List.of(
                            Plan.step(
                                    cluster,
                                    "etcd-compact",
                                    "EtcdCompacted",
                                    "etcd had no space left and took no writes: its history is forgotten and its members give their space back"));
        } catch (KubernetesClientException e) {
            LOG.debug("etcd of {} does not answer", cluster.getMetadata().getName(), e);
            return List.of();
        }
    }

    /**
     * Helps.
     *
     * @return whether writes are taken again; not when what is in use fills etcd by itself
     */
    public boolean relieve(Plan plan) {
        var cluster = (GreptimeDBCluster) plan.primary();
        var pods = pods(cluster);
        if (!leads.getAsBoolean()) {
            return false;
        }
        try {
            var first = api(cluster, pods.getFirst(), LONG);
            var size = first.size();
            compact(first, size.revision());
            // One after the other: a member answers nothing while it is at it.
            for (var pod : pods) {
                api(cluster, pod, LONG).defragment();
            }
            var after = first.size();
            if (after.bytes() > size.bytes() * 9 / 10) {
                events.warning(
                        cluster,
                        "EtcdFull",
                        "etcd takes no writes and %d MiB of its %d MiB are in use; raise spec.etcd.storage.size"
                                .formatted(after.used() / MEBIBYTE, after.bytes() / MEBIBYTE));
                return false;
            }
            first.membersWithoutSpace().forEach(first::disarm);
            return true;
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "etcd of {}/{} has no space left and could not be helped: {}; it is tried again",
                    cluster.getMetadata().getNamespace(),
                    cluster.getMetadata().getName(),
                    e.getMessage());
            return false;
        }
    }

    /** A second attempt finds the revision compacted already. */
    private static void compact(EtcdApi api, long revision) {
        try {
            api.compact(revision);
        } catch (KubernetesClientException e) {
            if (!String.valueOf(e.getMessage()).contains("has been compacted")) {
                throw e;
            }
        }
    }

    private List<Pod> pods(GreptimeDBCluster cluster) {
        return Role.ETCD.pods(client, cluster).stream()
                .filter(Readiness::isPodReady)
                .toList();
    }

    private EtcdApi api(GreptimeDBCluster cluster, Pod pod, Duration limit) {
        return new EtcdApi(
                new PodProxy(client, limit),
                cluster.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                cluster.getSpec().etcd().ports().client());
    }
}
