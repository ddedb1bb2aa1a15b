package io.cameleer.hyperbytedb.members;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.certificates.ClusterTls;
import io.cameleer.hyperbytedb.restore.HyperbytedbRestores;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does to the members of a cluster what {@link MemberRules} say is next, one step a reconciliation. */
public final class Members {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final MemberSight sight;
    private final StatusWriter status;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    /**
     * Reads and writes with a client.
     *
     * @param leads whether this process may write; asked right before each step
     */
    public Members(KubernetesClient client, StatusWriter status, BooleanSupplier leads, Clock clock) {
        this.client = client;
        this.sight = new MemberSight(client);
        this.status = status;
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * A step and its words for the audit log.
     *
     * @param plan the words
     * @param action the step
     * @param view what it was decided on
     * @param tls how members prove who they are
     */
    public record Step(Plan plan, MemberAction action, ClusterView view, ClusterTls tls) {
        private HyperbytedbCluster cluster() {
            return (HyperbytedbCluster) plan.primary();
        }
    }

    /** What is next for a cluster's members. */
    public Membership look(Reconciliation<HyperbytedbCluster> reconciliation, ClusterTls tls) {
        var cluster = reconciliation.primary();
        var holder = HyperbytedbRestores.holder(client, cluster);
        if (holder.isPresent()) {
            return Membership.waiting(
                    sight.view(reconciliation, tls),
                    0,
                    "HyperbytedbRestore " + holder.get().getMetadata().getName() + " fills the volumes");
        }
        var next = MemberRules.next(cluster, sight.view(reconciliation, tls), clock.instant());
        var refusal = next.action().map(action -> refusals.get(key(cluster, action)));
        if (refusal.isEmpty()) {
            return cluster.getSpec().paused() ? next.still() : next;
        }
        var told = next.meeting(refusal.get().words());
        var rests = clock.instant().isBefore(refusal.get().at().plus(PAUSE));
        return rests || cluster.getSpec().paused() ? told.still() : told;
    }

    /** Why a step was refused, and when. */
    private record Refusal(String words, Instant at) {}

    /** The step of a look, for the route: none or one. */
    public List<Step> steps(Membership membership, ClusterTls tls, Reconciliation<HyperbytedbCluster> reconciliation) {
        return membership.action().stream()
                .map(action -> new Step(
                        Plan.step(reconciliation.primary(), action.operation(), action.reason(), action.text()),
                        action,
                        membership.view(),
                        tls))
                .toList();
    }

    /**
     * Does a step.
     *
     * @return whether it was done; one that the database refuses is told in the status and tried again
     */
    public boolean carryOut(Step step) {
        var cluster = step.cluster();
        if (!leads.getAsBoolean()) {
            return false;
        }
        Optional<String> refusal;
        try {
            refusal = done(step);
        } catch (IOException | UncheckedIOException | KubernetesClientException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
        }
        var key = key(cluster, step.action());
        if (refusal.isEmpty()) {
            refusals.remove(key);
            return true;
        }
        var words = "%s failed: %s; it is tried again"
                .formatted(step.action().text().replaceAll("\\.$", ""), refusal.get());
        refusals.put(key, new Refusal(words, clock.instant()));
        LOG.warn(
                "{}/{}: {}",
                cluster.getMetadata().getNamespace(),
                cluster.getMetadata().getName(),
                words);
        return false;
    }

    private Optional<String> done(Step step) throws IOException {
        var cluster = step.cluster();
        return switch (step.action()) {
            case MemberAction.Add add -> asLeader(step, api -> api.add(add.ordinal() + 1, add.address(), false));
            case MemberAction.Promote promote ->
                asLeader(step, api -> api.add(promote.ordinal() + 1, promote.address(), true));
            case MemberAction.Drain drain -> as(step, drain.ordinal(), DatabaseApi::drain);
            case MemberAction.Leave leave -> leave(step, leave.id());
            case MemberAction.Roll roll -> {
                delete(cluster, roll.pod());
                yield Optional.empty();
            }
            case MemberAction.FailOver over -> replaced(step, over);
        };
    }

    private Optional<String> replaced(Step step, MemberAction.FailOver over) throws IOException {
        var cluster = step.cluster();
        if (over.claim() != null) {
            // A voter that forgot what it agreed to must not vote: it joins as somebody new.
            var refusal = step.view().byId().containsKey(over.ordinal() + 1)
                    ? leave(step, over.ordinal() + 1)
                    : Optional.<String>empty();
            if (refusal.isPresent()) {
                return refusal;
            }
            client.persistentVolumeClaims()
                    .inNamespace(cluster.getMetadata().getNamespace())
                    .withName(over.claim())
                    .delete();
        }
        delete(cluster, over.pod());
        var known = cluster.getStatus();
        var before = known != null
                        && known.failoverCount() != null
                        && Objects.equals(
                                known.observedGeneration(),
                                cluster.getMetadata().getGeneration())
                ? known.failoverCount()
                : 0;
        status.set(cluster, Map.of("failoverCount", before + 1));
        return Optional.empty();
    }

    private void delete(HyperbytedbCluster cluster, String pod) {
        client.pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(pod)
                .delete();
    }

    /** A member that leaves is told to another that serves, to the leader if that is another one. */
    private Optional<String> leave(Step step, int id) throws IOException {
        var survivor = step.view()
                .leader()
                .filter(leader -> leader != id)
                .map(leader -> leader - 1)
                .or(() -> step.view().pods().stream()
                        .filter(pod -> pod.id() != id && step.view().isHealthy(pod))
                        .map(MemberPod::ordinal)
                        .findFirst());
        return survivor.isEmpty()
                ? Optional.of("no other member is healthy")
                : as(step, survivor.get(), api -> api.leave(id));
    }

    private interface Request {
        Optional<String> send(DatabaseApi api) throws IOException;
    }

    private Optional<String> asLeader(Step step, Request request) throws IOException {
        return as(step, step.view().leader().orElseThrow() - 1, request);
    }

    private Optional<String> as(Step step, int ordinal, Request request) throws IOException {
        var tunnels = new MemberTunnels(client, step.cluster(), step.tls());
        try (var tunnel = tunnels.open(ordinal)) {
            return request.send(new DatabaseApi(tunnel));
        }
    }

    private static String key(HyperbytedbCluster cluster, MemberAction action) {
        return cluster.getMetadata().getUid() + action.operation();
    }

    /** Forgets a cluster that goes. */
    public Reconciliation<HyperbytedbCluster> forget(Reconciliation<HyperbytedbCluster> reconciliation) {
        var uid = reconciliation.primary().getMetadata().getUid();
        refusals.keySet().removeIf(key -> key.startsWith(uid));
        return reconciliation;
    }
}
