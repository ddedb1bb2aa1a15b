package io.cameleer.greenplum.objects;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.spec.GroupSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The groups of pods; each is a StatefulSet of the group's name. */
public enum Group {
    /** The master and its standby. */
    MASTER("master", "masters"),
    /** The segments that are primaries at first. */
    PRIMARY("segment-a", "segments"),
    /** The segments that are mirrors at first. */
    MIRROR("segment-b", "mirrors");

    private final String set;
    private final String plural;

    Group(String set, String plural) {
        this.set = set;
        this.plural = plural;
    }

    /** The StatefulSet's name. */
    public String set() {
        return set;
    }

    /** The word for several of its pods. */
    public String plural() {
        return plural;
    }

    /** The name of a pod. */
    public String pod(int ordinal) {
        return set + "-" + ordinal;
    }

    /** The labels of its pods. */
    public Map<String, String> labels(GreenplumCluster cluster) {
        var labels = new HashMap<>(Names.labels(cluster));
        labels.put("type", set);
        return Map.copyOf(labels);
    }

    /** What the spec says of it. */
    GroupSpec spec(GreenplumCluster cluster) {
        return this == MASTER
                ? cluster.getSpec().masterAndStandby()
                : cluster.getSpec().segments();
    }

    /**
     * How many pods it has.
     *
     * @param primaries how many primary segments there should be now
     */
    public int size(GreenplumCluster cluster, int primaries) {
        return this == MASTER ? cluster.getSpec().masters() : primaries;
    }

    /** The groups that a cluster has. */
    public static List<Group> of(GreenplumCluster cluster) {
        return Stream.of(values())
                .filter(group -> group != MIRROR || cluster.getSpec().segments().hasMirrors())
                .toList();
    }
}
