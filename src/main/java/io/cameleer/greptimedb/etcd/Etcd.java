package io.cameleer.greptimedb.etcd;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.roles.Claim;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.PodProxy;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a cluster's etcd and does what {@link MembershipRules} say is next, one step a reconciliation. */
public final class Etcd {
    private static final Logger LOG = LoggerFactory.getLogger(Etcd.class);

    /** Says of a volume that it holds the data of a member. */
    static final String MARK = "cameleer.io/etcd-member";

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final BooleanSupplier leads;
    private final PodProxy proxy;

    /**
     * Reads and writes with a client.
     *
     * @param leads whether this process may write; asked right before each step
     */
    public Etcd(KubernetesClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
        this.proxy = new PodProxy(client, LIMIT);
    }

    /**
     * A step and its words for the audit log.
     *
     * @param plan the words
     * @param action the step
     */
    public record Step(Plan plan, EtcdAction action) {}

    /** What is next for a cluster's etcd. */
    public Membership look(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var wanted = cluster.getSpec().etcd().replicas();
        var view = view(reconciliation);
        if (MembershipRules.asks(wanted, view)) {
            view = asked(cluster, view);
        }
        return MembershipRules.next(names(cluster), wanted, view);
    }

    /** The step of a look, for the route: none or one. */
    public List<Step> steps(Membership membership, Reconciliation<GreptimeDBCluster> reconciliation) {
        return membership.action().stream()
                .map(action -> new Step(
                        Plan.step(reconciliation.primary(), action.operation(), action.reason(), action.text()),
                        action))
                .toList();
    }

    /**
     * Does a step.
     *
     * @return whether it was done; etcd refuses members for some seconds after another joined, and learners until they have
     *     caught up, and is asked again
     */
    public boolean carryOut(Step step) {
        var cluster = (GreptimeDBCluster) step.plan().primary();
        if (!leads.getAsBoolean()) {
            return false;
        }
        try {
            switch (step.action()) {
                case EtcdAction.Add add -> api(cluster).add(add.peerUrl());
                case EtcdAction.Promote promote -> api(cluster).promote(promote.id());
                case EtcdAction.Remove remove -> api(cluster).remove(remove.id());
                case EtcdAction.Mark mark -> mark.ordinals().forEach(ordinal -> mark(cluster, ordinal));
                case EtcdAction.DropClaim drop -> drop(cluster, drop.ordinal());
                case EtcdAction.Restart restart ->
                    pod(cluster, restart.ordinal()).delete();
            }
            return true;
        } catch (KubernetesClientException e) {
            LOG.info(
                    "etcd of {}/{}: {} is tried again: {}",
                    cluster.getMetadata().getNamespace(),
                    cluster.getMetadata().getName(),
                    step.action().operation(),
                    PodProxy.reason(e));
            return false;
        }
    }

    private EtcdApi api(GreptimeDBCluster cluster) {
        var pod = pods(cluster).stream()
                .filter(Readiness::isPodReady)
                .map(ready -> ready.getMetadata().getName())
                .min(String::compareTo)
                .orElseThrow(() -> new KubernetesClientException("no member is ready"));
        return new EtcdApi(
                proxy,
                cluster.getMetadata().getNamespace(),
                pod,
                cluster.getSpec().etcd().ports().client());
    }

    private void mark(GreptimeDBCluster cluster, int ordinal) {
        claim(cluster, ordinal)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + MARK + "\":\"true\"}}}");
    }

    private void drop(GreptimeDBCluster cluster, int ordinal) {
        claim(cluster, ordinal).delete();
        pod(cluster, ordinal).delete();
    }

    private io.fabric8.kubernetes.client.dsl.Resource<PersistentVolumeClaim> claim(
            GreptimeDBCluster cluster, int ordinal) {
        return client.persistentVolumeClaims()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(Claim.name(cluster, Role.ETCD, ordinal));
    }

    private io.fabric8.kubernetes.client.dsl.PodResource pod(GreptimeDBCluster cluster, int ordinal) {
        return client.pods()
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(names(cluster).pod(ordinal));
    }

    private static EtcdNames names(GreptimeDBCluster cluster) {
        return new EtcdNames(
                Role.ETCD.of(cluster),
                cluster.getMetadata().getNamespace(),
                cluster.getSpec().etcd().ports().peer());
    }

    /** What the caches tell; pods are looked at when not all of them are ready. */
    private EtcdView view(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var name = Role.ETCD.of(cluster);
        var set = reconciliation.observed(StatefulSet.class, name);
        var environment = reconciliation
                .observed(ConfigMap.class, name)
                .map(ConfigMap::getData)
                .orElse(Map.of());
        var claims = reconciliation
                .observed(PersistentVolumeClaim.class)
                .filter(claim -> claim.getMetadata().getName().startsWith(Claim.name(cluster, Role.ETCD) + "-"))
                .filter(claim -> !claim.isMarkedForDeletion())
                .toList();
        var marked = claims.stream()
                .filter(claim -> claim.getMetadata().getAnnotations() != null
                        && claim.getMetadata().getAnnotations().containsKey(MARK))
                .toList();
        var replicas =
                set.map(found -> OptionalInt.of(found.getSpec().getReplicas())).orElse(OptionalInt.empty());
        var readyReplicas = set.map(found -> found.getStatus())
                .map(status -> status.getReadyReplicas())
                .orElse(0);
        var allReady = replicas.isPresent() && readyReplicas >= replicas.getAsInt();
        var pods = allReady || replicas.isEmpty() ? List.<Pod>of() : pods(cluster);
        return new EtcdView(
                replicas,
                environment,
                ordinals(claims),
                ordinals(marked),
                allReady
                        ? IntStream.range(0, replicas.getAsInt()).boxed().collect(Collectors.toSet())
                        : ordinals(pods.stream().filter(Readiness::isPodReady).toList()),
                ordinals(pods.stream().filter(Etcd::isCrashing).toList()),
                ordinals(pods.stream()
                        .filter(Etcd::isCrashing)
                        .filter(Etcd::foundNoData)
                        .toList()),
                Optional.empty());
    }

    private EtcdView asked(GreptimeDBCluster cluster, EtcdView view) {
        Optional<List<Member>> members;
        try {
            members = Optional.of(api(cluster).members());
        } catch (KubernetesClientException e) {
            members = Optional.empty();
        }
        return new EtcdView(
                view.replicas(),
                view.environment(),
                view.claims(),
                view.marked(),
                view.ready(),
                view.crashing(),
                view.emptied(),
                members);
    }

    private List<Pod> pods(GreptimeDBCluster cluster) {
        return Role.ETCD.pods(client, cluster);
    }

    private static boolean isCrashing(Pod pod) {
        return pod.getStatus() != null
                && Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of()).stream()
                        .anyMatch(container -> container.getState() != null
                                && container.getState().getWaiting() != null
                                && "CrashLoopBackOff"
                                        .equals(container
                                                .getState()
                                                .getWaiting()
                                                .getReason()));
    }

    /** Whether a member ended because it has no data and may neither found nor join a cluster. */
    private static boolean foundNoData(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getLastState)
                .filter(state -> state != null && state.getTerminated() != null)
                .anyMatch(state ->
                        String.valueOf(state.getTerminated().getMessage()).contains("couldn't find local name"));
    }

    private static Set<Integer> ordinals(List<? extends io.fabric8.kubernetes.api.model.HasMetadata> objects) {
        var ordinals = new TreeSet<Integer>();
        for (var object : objects) {
            var name = object.getMetadata().getName();
            ordinals.add(Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)));
        }
        return new HashSet<>(ordinals);
    }
}
