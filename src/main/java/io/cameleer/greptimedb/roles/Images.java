package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.spec.GreptimeSpec;

/**
 * The images of the database's three roles. Each may still be that of an earlier version: one role after the other is
 * brought to a new one.
 */
public record Images(String meta, String datanode, String frontend) {
    /** The images that the spec asks for. */
    public static Images wanted(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec();
        return new Images(
                image(spec, spec.meta().imageTag()),
                image(spec, spec.datanode().imageTag()),
                image(spec, spec.frontend().imageTag()));
    }

    private static String image(GreptimeSpec spec, String override) {
        var tag = override == null || override.isBlank() ? spec.image().tag() : override;
        return spec.image().repository() + ":" + tag;
    }
}
