package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the pods of all roles share: where they run, as whom, and with which rights. */
final class RolePod {
    /** The annotation that changes when the configuration does, so that pods restart with it. */
    static final String CONFIGURATION = "cameleer.io/configuration";

    /** The annotation that changes when a Secret does that the pods read at start. */
    static final String CREDENTIALS = "cameleer.io/credentials";

    private static final long USER = 1000;

    private RolePod() {}

    /**
     * The template of a role's pods.
     *
     * @param annotations what it carries besides the annotations of the spec
     */
    static PodTemplateSpec template(
            GreptimeDBCluster cluster,
            Surroundings surroundings,
            Role role,
            Map<String, String> annotations,
            Container container,
            List<Volume> volumes) {
        var spec = cluster.getSpec();
        var selector = new HashMap<>(spec.nodeSelector());
        if (spec.karpenterNodePool() != null) {
            selector.put("karpenter.sh/nodepool", spec.karpenterNodePool());
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToAnnotations(spec.podAnnotations())
                .addToAnnotations(annotations)
                .addToLabels(role.labels(cluster))
                .addToLabels(role == Role.GRAFANA ? Map.of() : surroundings.podLabels(spec.storage()))
                .endMetadata()
                .withNewSpec()
                .withAffinity(spec.affinity())
                .withAutomountServiceAccountToken(false)
                .withContainers(container)
                .withImagePullSecrets(spec.imagePullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withNodeSelector(selector.isEmpty() ? null : selector)
                .withSecurityContext(RestrictedPod.as(USER))
                .withServiceAccountName(spec.serviceAccount())
                .withTolerations(spec.tolerations())
                .addNewTopologySpreadConstraint()
                .withNewLabelSelector()
                .withMatchLabels(role.selector(cluster))
                .endLabelSelector()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .endTopologySpreadConstraint()
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    /** An HTTP probe. */
    static Probe probe(String port, String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withFailureThreshold(failures)
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(port)
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(5)
                .build();
    }
}
