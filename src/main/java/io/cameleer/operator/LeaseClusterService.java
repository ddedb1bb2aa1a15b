package io.cameleer.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.support.cluster.AbstractCamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership for {@code master:} by a Lease, with fabric8's leader election. Camel's own Kubernetes cluster service
 * needs to run in a pod and finds its peers by their labels; this one also leads from a laptop with a kubeconfig.
 */
public final class LeaseClusterService extends AbstractCamelClusterService<LeaseClusterService.LeaseView> {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseClusterService.class);

    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final Duration lease;
    private final AtomicLong terms = new AtomicLong();
    private volatile boolean leads;
    private volatile long renewed;

    /**
     * Prepares an election.
     *
     * @param namespace where the Lease is kept
     * @param identity this process, unlike every other
     * @param lease how long a leader that says nothing is believed in; its successor waits that long, at least 3 s
     */
    public LeaseClusterService(KubernetesClient client, String namespace, String identity, Duration lease) {
        super("cameleer-lease");
        this.client = client;
        this.namespace = namespace;
        this.identity = identity;
        this.lease = lease;
    }

    /**
     * Whether this process is the leader now: it was told so, and the Lease that it renewed last is not over. A process that
     * was frozen learns late that it was replaced; what it was about to write then must not be written.
     */
    public boolean leads() {
        return leads && System.nanoTime() - renewed < lease.toNanos();
    }

    /** How many times this process has become the leader: what is kept in memory of an earlier time may not hold any more. */
    public long term() {
        return terms.get();
    }

    /** Notes a renewal by the time at which it was begun: the API server may have taken it down at any time since. */
    private void renewed(long begun) {
        renewed = begun;
    }

    @Override
    protected LeaseView createView(String name) {
        return new LeaseView(this, name);
    }

    /** One Lease and whether this process holds it. */
    public static final class LeaseView extends AbstractCamelClusterView {
        private final LeaseClusterService service;
        private volatile boolean leading;
        private CompletableFuture<?> election;

        LeaseView(LeaseClusterService service, String name) {
            super(service, name);
            this.service = service;
        }

        @Override
        protected void doStart() {
            elect();
        }

        private void elect() {
            var elector = service.client
                    .leaderElector()
                    .withConfig(new LeaderElectionConfigBuilder()
                            .withName(getNamespace())
                            .withLock(new NotedLock(
                                    new LeaseLock(service.namespace, getNamespace(), service.identity),
                                    service::renewed))
                            .withLeaseDuration(service.lease)
                            .withRenewDeadline(service.lease.multipliedBy(2).dividedBy(3))
                            .withRetryPeriod(service.lease.dividedBy(6))
                            .withReleaseOnCancel(true)
                            .withLeaderCallbacks(new LeaderCallbacks(() -> lead(true), () -> lead(false), this::tell))
                            .build())
                    .build();
            election = elector.start();
            election.whenComplete((ended, failure) -> {
                if (isRunAllowed() && !election.isCancelled()) {
                    LOG.warn("Leadership of {} is lost; standing for it again", getNamespace());
                    elect();
                }
            });
        }

        private void tell(String leader) {
            if (leader != null && !leader.isEmpty()) {
                LOG.info("{} is led by {}", getNamespace(), leader);
            }
        }

        private void lead(boolean now) {
            leading = now;
            if (now) {
                service.terms.incrementAndGet();
            }
            service.leads = now;
            fireLeadershipChangedEvent(now ? getLocalMember() : null);
        }

        @Override
        protected void doStop() throws Exception {
            if (election != null) {
                election.cancel(true);
                leading = false;
                service.leads = false;
            }
        }

        @Override
        public Optional<CamelClusterMember> getLeader() {
            return leading ? Optional.of(getLocalMember()) : Optional.empty();
        }

        @Override
        public CamelClusterMember getLocalMember() {
            return new Self(service.identity, leading);
        }

        @Override
        public List<CamelClusterMember> getMembers() {
            return List.of(getLocalMember());
        }
    }

    private record Self(String getId, boolean isLeader) implements CamelClusterMember {
        @Override
        public boolean isLocal() {
            return true;
        }
    }
}
