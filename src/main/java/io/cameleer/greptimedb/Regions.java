package io.cameleer.greptimedb;

import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.PodProxy;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Moves regions off data nodes before those are taken away, with the database's own statements: see
 * https://docs.greptime.com/user-guide/deployments-administration/manage-data/region-migration/. A data node goes only when
 * the database says that no region is on it.
 */
public final class Regions {
    private static final int AT_ONCE = 4;

    private final Map<String, Map<Long, String>> moves = new ConcurrentHashMap<>();
    private final Sql sql;
    private final Events events;
    private final BooleanSupplier leads;

    /**
     * Asks databases with a client.
     *
     * @param leads whether this process may write; asked right before each move
     */
    public Regions(KubernetesClient client, Events events, BooleanSupplier leads) {
        this.leads = leads;
        this.sql = new Sql(client);
        this.events = events;
    }

    /**
     * How many data nodes there should be now.
     *
     * @param replicas the number for the StatefulSet
     * @param note why it is not what the spec says, null when it is
     */
    public record Wish(int replicas, String note) {}

    private record Region(long id, int node) {}

    /** What is next for the data nodes of a cluster: regions are moved as far as that is needed. */
    public Wish look(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        var wanted = cluster.getSpec().datanode().replicas();
        var now = reconciliation
                .observed(StatefulSet.class, Role.DATANODE.of(cluster))
                .map(set -> set.getSpec().getReplicas())
                .orElse(wanted);
        if (now <= wanted) {
            moves.remove(cluster.getMetadata().getUid());
            return new Wish(wanted, null);
        }
        try {
            var regions = regions(cluster);
            var leaving =
                    regions.stream().filter(region -> region.node() >= wanted).toList();
            if (leaving.isEmpty()) {
                return new Wish(wanted, null);
            }
            move(cluster, regions, leaving, wanted);
            return new Wish(
                    now,
                    "%d regions are moved off data nodes %d to %d before these are taken away"
                            .formatted(leaving.size(), wanted, now - 1));
        } catch (KubernetesClientException e) {
            return new Wish(
                    now,
                    "spec.datanode.replicas is %d, but nobody knows which regions are on data nodes %d to %d (%s); it is asked again, nothing is taken away until then"
                            .formatted(wanted, wanted, now - 1, PodProxy.reason(e)));
        }
    }

    private List<Region> regions(GreptimeDBCluster cluster) {
        var found = new ArrayList<Region>();
        for (var row : sql.run(cluster, "public", "SELECT region_id, peer_id FROM information_schema.region_peers")) {
            found.add(new Region(row.path(0).asLong(), row.path(1).asInt()));
        }
        return found;
    }

    /** Begins moves to the data nodes with the fewest regions; those that are on their way are waited for. */
    private void move(GreptimeDBCluster cluster, List<Region> regions, List<Region> leaving, int wanted) {
        var moving = moves.computeIfAbsent(cluster.getMetadata().getUid(), uid -> new ConcurrentHashMap<>());
        moving.entrySet().removeIf(move -> isOver(cluster, move.getKey(), move.getValue()));
        var load = new HashMap<Integer, Integer>();
        IntStream.range(0, wanted).forEach(node -> load.put(node, 0));
        regions.stream()
                .filter(region -> region.node() < wanted)
                .forEach(region -> load.merge(region.node(), 1, Integer::sum));
        for (var region : leaving) {
            if (moving.containsKey(region.id()) || moving.size() >= AT_ONCE || !leads.getAsBoolean()) {
                continue;
            }
            var target = load.entrySet().stream()
                    .min(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .orElseThrow()
                    .getKey();
            var rows = sql.run(
                    cluster,
                    "public",
                    "ADMIN migrate_region(%d, %d, %d)".formatted(region.id(), region.node(), target));
            moving.put(region.id(), rows.at("/0/0").asText());
            load.merge(target, 1, Integer::sum);
            events.normal(
                    cluster,
                    "RegionMoved",
                    "region %d moves from data node %d to %d".formatted(region.id(), region.node(), target));
        }
    }

    private boolean isOver(GreptimeDBCluster cluster, long region, String procedure) {
        var state = sql.run(cluster, "public", "ADMIN procedure_state('" + procedure + "')")
                .at("/0/0")
                .asText();
        if (state.contains("Failed")) {
            events.warning(cluster, "RegionNotMoved", "region " + region + ": " + state + "; it is tried again");
        }
        return !state.contains("Running");
    }

    /** Forgets a cluster that is gone. */
    public void forget(Reconciliation<GreptimeDBCluster> reconciliation) {
        moves.remove(reconciliation.primary().getMetadata().getUid());
    }
}
