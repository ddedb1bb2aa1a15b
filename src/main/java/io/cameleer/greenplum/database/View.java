package io.cameleer.greenplum.database;

import io.cameleer.greenplum.objects.ExpansionJob;
import io.cameleer.greenplum.objects.Group;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cluster at one moment.
 *
 * @param primaries how many primary segments the StatefulSet has been told, nothing when there is none
 * @param pods all pods
 * @param reports what those of the masters say that can be asked
 * @param job the Job of an expansion, if there is one
 * @param kept whether the masters' volumes are older than the cluster: an earlier one of that name left them
 * @param unseen the StatefulSets whose newest template their controller has not seen: which of their pods are outdated is
 *     not known; looked at only when other pods are
 */
record View(
        OptionalInt primaries,
        List<Member> pods,
        Map<String, Report> reports,
        Optional<Expansion> job,
        boolean kept,
        List<String> unseen) {
    /** A pod. */
    record Member(String name, Group group, boolean ready, boolean outdated) {}

    /** An expansion's Job. */
    record Expansion(int count, ExpansionJob.State state) {}

    Optional<Member> pod(String name) {
        return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
    }

    boolean isReady(String name) {
        return pod(name).filter(Member::ready).isPresent();
    }

    /** The masters that answer as such. */
    List<String> masters() {
        return reports.entrySet().stream()
                .filter(report -> report.getValue().catalog().isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    Optional<Catalog> catalog(String master) {
        return Optional.ofNullable(reports.get(master)).flatMap(Report::catalog);
    }

    /** Whether a step was tried in its pod and failed. */
    boolean hasFailed(Action action) {
        return step(action.pod()).isFailureOf(action);
    }

    Report.Step step(String master) {
        return Optional.ofNullable(reports.get(master)).map(Report::step).orElse(Report.Step.NONE);
    }

    /** The one of some masters whose data are the newest. */
    String newest(List<String> masters) {
        return masters.stream()
                .max(Comparator.comparing((String pod) -> reports.get(pod).timeline())
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }
}
