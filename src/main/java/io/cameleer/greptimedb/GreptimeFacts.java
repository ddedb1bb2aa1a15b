package io.cameleer.greptimedb;

import io.cameleer.greptimedb.GreptimeStatus.Component;
import io.cameleer.greptimedb.etcd.Membership;
import io.cameleer.greptimedb.roles.Images;
import io.cameleer.greptimedb.roles.Role;
import io.cameleer.reconcile.Notice;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be seen of a cluster. */
record GreptimeFacts(
        GreptimeDBCluster cluster,
        Map<Role, RoleState> states,
        Map<Role, Integer> wanted,
        List<Notice> notices,
        boolean ready,
        boolean ranBefore,
        Notes notes,
        Optional<Trouble> trouble) {
    static GreptimeFacts of(Reconciliation<GreptimeDBCluster> reconciliation, Notes notes) {
        var cluster = reconciliation.primary();
        var wanted = wanted(cluster);
        var states = new EnumMap<Role, RoleState>(Role.class);
        wanted.keySet().forEach(role -> states.put(role, RoleState.of(reconciliation, role)));
        var ready = reconciliation.isValid()
                && !wanted.isEmpty()
                && wanted.keySet().stream().allMatch(role -> isReady(cluster, states.get(role), wanted.get(role)));
        var ranBefore = Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::phase)
                .map(phase -> phase.equals("Running") || phase.equals("Degraded"))
                .orElse(false);
        return new GreptimeFacts(
                cluster,
                states,
                wanted,
                reconciliation.notices(),
                ready,
                ranBefore,
                notes,
                ready ? refusal(cluster) : trouble(reconciliation, states, ranBefore, notes));
    }

    /** A store that refuses is trouble although all pods are ready: the database asks it with the first table only. */
    private static Optional<Trouble> refusal(GreptimeDBCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::storage)
                .filter(told -> told.reason().equals("Refused"))
                .map(told -> new Trouble("StorageRefused", told.message()));
    }

    private static Map<Role, Integer> wanted(GreptimeDBCluster cluster) {
        var wanted = new EnumMap<Role, Integer>(Role.class);
        var spec = cluster.getSpec();
        if (spec == null) {
            return wanted;
        }
        wanted.put(Role.ETCD, spec.etcd().replicas());
        wanted.put(Role.META, spec.meta().replicas());
        wanted.put(Role.DATANODE, spec.datanode().replicas());
        wanted.put(Role.FRONTEND, spec.frontend().replicas());
        if (spec.grafana().enabled()) {
            wanted.put(Role.GRAFANA, spec.grafana().replicas());
        }
        return wanted;
    }

    private static boolean isReady(GreptimeDBCluster cluster, RoleState state, int wanted) {
        var images = Images.wanted(cluster);
        var image =
                switch (state.role()) {
                    case META -> images.meta();
                    case DATANODE -> images.datanode();
                    case FRONTEND -> images.frontend();
                    default -> state.image();
                };
        return state.settled() && state.replicas() == wanted && (image == null || image.equals(state.image()));
    }

    private static Optional<Trouble> trouble(
            Reconciliation<GreptimeDBCluster> reconciliation,
            Map<Role, RoleState> states,
            boolean ranBefore,
            Notes notes) {
        if (!reconciliation.isValid()) {
            return Optional.of(new Trouble(
                    reconciliation.violations().getFirst().reason(), Violation.told(reconciliation.violations())));
        }
        var etcd = states.get(Role.ETCD);
        if (ranBefore && etcd.exists() && !etcd.opensTheNext() && notes.etcd().isPresent()) {
            return Optional.of(new Trouble("EtcdWithoutQuorum", notes.etcd().get()));
        }
        var refused = refusal(reconciliation.primary());
        if (refused.isPresent()) {
            return refused;
        }
        if (!reconciliation.notices().isEmpty()) {
            var notice = reconciliation.notices().getFirst();
            return Optional.of(new Trouble(notice.reason(), notice.toString()));
        }
        return ranBefore
                ? states.values().stream()
                        .filter(state -> !state.exists()
                                || state.rolledOut() && state.ready() < state.replicas()
                                || state.ready() == 0)
                        .findFirst()
                        .map(state -> new Trouble(
                                "ComponentNotReady",
                                state.role().label() + ": " + state.ready() + " of " + state.replicas()
                                        + " replicas are ready"))
                : Optional.empty();
    }

    String phase() {
        if (ready && trouble.isEmpty()) {
            return "Running";
        }
        if (ranBefore) {
            return trouble.isPresent() ? "Degraded" : "Running";
        }
        if (trouble.isPresent()) {
            return "Failed";
        }
        var begun = states.values().stream().anyMatch(RoleState::exists);
        return begun ? "Initializing" : "Pending";
    }

    /** A sentence for a column. */
    String message(List<String> remarks) {
        return trouble.map(Trouble::message)
                .orElseGet(() -> ready ? String.join("; ", joined("All components are ready", remarks)) : progress());
    }

    private static List<String> joined(String first, List<String> more) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(more);
        return all;
    }

    String progress() {
        if (ready) {
            return "Nothing is left to do.";
        }
        if (notes.etcd().isPresent() || notes.datanodes().isPresent()) {
            return notes.etcd().or(notes::datanodes).orElseThrow();
        }
        return states.values().stream()
                .filter(state -> !isReady(cluster, state, wanted.get(state.role())))
                .findFirst()
                .map(state -> "waiting for " + state.role().label() + ": " + state.ready() + " of "
                        + wanted.get(state.role()) + " replicas are ready")
                .orElse("waiting");
    }

    String count() {
        var done = states.values().stream()
                .filter(state -> isReady(cluster, state, wanted.get(state.role())))
                .count();
        return done + " of " + wanted.size() + " components are ready.";
    }

    Component component(Role role) {
        if (!wanted.containsKey(role)) {
            return null;
        }
        var state = states.get(role);
        if (!state.exists()) {
            return null;
        }
        var done = isReady(cluster, state, wanted.get(role));
        var prefix = role.of(cluster) + "-";
        var said = notices.stream()
                .filter(notice -> notice.pod().startsWith(prefix))
                .map(Notice::toString)
                .findFirst()
                .orElse(state.ready() + " of " + wanted.get(role) + " replicas are ready"
                        + (state.rolledOut() ? "" : ", a roll-out is on"));
        return new Component(wanted.get(role), state.ready(), done, state.image(), done ? null : said);
    }

    /** What is wrong, in words. */
    record Trouble(String reason, String message) {}

    /** What the next steps are, in words. */
    static Notes notes(Membership membership, Regions.Wish datanodes) {
        return new Notes(
                Optional.ofNullable(membership).map(Membership::note),
                Optional.ofNullable(datanodes).map(Regions.Wish::note));
    }

    record Notes(Optional<String> etcd, Optional<String> datanodes) {}
}
