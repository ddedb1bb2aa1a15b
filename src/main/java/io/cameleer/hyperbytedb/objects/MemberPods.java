package io.cameleer.hyperbytedb.objects;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The StatefulSet of the members. It replaces no pod by itself: which member comes next, and that the leader comes last, is
 * known to the operator alone.
 */
final class MemberPods {
    private static final long USER = 1000;
    private static final String CONFIG = "/etc/hyperbytedb";
    private static final long GRACE_SECONDS = 60;

    private MemberPods() {}

    static StatefulSet of(HyperbytedbCluster cluster, int members, Map<String, String> marks) {
        var policy = cluster.getSpec().storage().deletion();
        return new StatefulSetBuilder()
                .withMetadata(Names.metadata(cluster, ""))
                .withNewSpec()
                .withNewPersistentVolumeClaimRetentionPolicy(policy, policy)
                // After all of them were down none is ready before most of them run.
                .withPodManagementPolicy("Parallel")
                .withReplicas(members)
                .withNewSelector()
                .withMatchLabels(Names.selector(cluster))
                .endSelector()
                .withServiceName(Names.headless(cluster))
                .withTemplate(template(cluster, marks))
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withVolumeClaimTemplates(claim(cluster.getSpec()))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(HyperbytedbCluster cluster, Map<String, String> marks) {
        var spec = cluster.getSpec();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToAnnotations(spec.podAnnotations())
                .addToAnnotations(marks)
                .addToLabels(spec.podLabels())
                .addToLabels(Names.selector(cluster))
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .addToLabels("app.kubernetes.io/part-of", "hyperbytedb")
                .endMetadata()
                .withNewSpec()
                .withAffinity(spec.affinity())
                .withAutomountServiceAccountToken(false)
                .withContainers(container(cluster))
                .withImagePullSecrets(spec.imagePullSecrets())
                .withSecurityContext(RestrictedPod.as(USER))
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withTolerations(spec.tolerations())
                .withTopologySpreadConstraints(spread(cluster))
                .withVolumes(volumes(cluster))
                .endSpec()
                .build();
    }

    /** Members are on nodes of their own as far as that goes, unless the spec says otherwise. */
    private static List<TopologySpreadConstraint> spread(HyperbytedbCluster cluster) {
        return !cluster.getSpec().topologySpreadConstraints().isEmpty()
                ? cluster.getSpec().topologySpreadConstraints()
                : List.of(new TopologySpreadConstraintBuilder()
                        .withNewLabelSelector()
                        .withMatchLabels(Names.selector(cluster))
                        .endLabelSelector()
                        .withMaxSkew(1)
                        .withTopologyKey("kubernetes.io/hostname")
                        .withWhenUnsatisfiable("ScheduleAnyway")
                        .build());
    }

    private static Container container(HyperbytedbCluster cluster) {
        var spec = cluster.getSpec();
        var drain = drain(spec);
        return new ContainerBuilder()
                // The number is the ordinal and one, which no field of a pod has.
                .withCommand(
                        "sh",
                        "-c",
                        "export HYPERBYTEDB__CLUSTER__NODE_ID=$((POD_INDEX + 1)); exec hyperbytedb --config " + CONFIG
                                + "/config.toml serve")
                .withEnv(environment(cluster))
                .withImage(spec.runningImage())
                .withImagePullPolicy(spec.imagePullPolicy())
                .withNewLifecycle()
                .withNewPreStop()
                .withNewExec()
                .withCommand(drain)
                .endExec()
                .endPreStop()
                .endLifecycle()
                .withLivenessProbe(probe(spec, "/ping", 10, 6))
                .withName(Names.CONTAINER)
                .addNewPort()
                .withContainerPort(spec.server().port())
                .withName("http")
                .withProtocol("TCP")
                .endPort()
                .withReadinessProbe(probe(spec, "/health", 5, 2))
                .withResources(spec.resources())
                .withSecurityContext(RestrictedPod.container())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(mounts(spec))
                .build();
    }

    /**
     * A hook of Kubernetes can only GET, and a drain is a POST; which of two programs for that an image has is not known.
     * Who talks to himself need not ask himself for his papers.
     */
    private static List<String> drain(HyperbytedbSpec spec) {
        var tls = spec.server().tls().enabled();
        var url = (tls ? "https" : "http") + "://127.0.0.1:" + spec.server().port() + "/internal/drain";
        var user = "\"$HYPERBYTEDB__AUTH__USERNAME:$HYPERBYTEDB__AUTH__PASSWORD\"";
        var auth = spec.auth().enabled();
        return List.of(
                "sh",
                "-c",
                "if command -v curl >/dev/null; then curl -sS -m 30 -X POST" + (tls ? " -k" : "")
                        + (auth ? " -u " + user : "") + " " + url + "; else wget -q -O - -T 30"
                        + (tls ? " --no-check-certificate" : "")
                        + (auth
                                ? " --header \"Authorization: Basic $(printf %s " + user + " | base64 | tr -d '\\n')\""
                                : "")
                        + " --post-data '' " + url + "; fi || true");
    }

    private static Probe probe(HyperbytedbSpec spec, String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withFailureThreshold(failures)
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("http")
                .withScheme(spec.server().tls().enabled() ? "HTTPS" : "HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(5)
                .build();
    }

    private static List<EnvVar> environment(HyperbytedbCluster cluster) {
        var spec = cluster.getSpec();
        var variables = new ArrayList<EnvVar>();
        variables.add(RestrictedPod.field("POD_NAME", "metadata.name"));
        variables.add(RestrictedPod.field("POD_INDEX", "metadata.labels['apps.kubernetes.io/pod-index']"));
        variables.add(plain(
                "HYPERBYTEDB__CLUSTER__CLUSTER_ADDR",
                "$(POD_NAME)." + Names.headless(cluster) + "."
                        + cluster.getMetadata().getNamespace() + ".svc.cluster.local:"
                        + spec.server().port()));
        if (spec.storage().onS3()
                && spec.storage().s3() != null
                && spec.storage().s3().credentialsSecretName() != null) {
            var secret = spec.storage().s3().credentialsSecretName();
            variables.add(RestrictedPod.secret("HYPERBYTEDB__STORAGE__S3__ACCESS_KEY_ID", secret, "access_key_id"));
            variables.add(
                    RestrictedPod.secret("HYPERBYTEDB__STORAGE__S3__SECRET_ACCESS_KEY", secret, "secret_access_key"));
        }
        if (spec.auth().enabled()) {
            var secret = spec.auth().credentialsSecretName();
            variables.add(RestrictedPod.secret("HYPERBYTEDB__AUTH__USERNAME", secret, "username"));
            variables.add(RestrictedPod.secret("HYPERBYTEDB__AUTH__PASSWORD", secret, "password"));
        }
        return variables;
    }

    private static List<Volume> volumes(HyperbytedbCluster cluster) {
        var volumes = new ArrayList<Volume>();
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(cluster.getMetadata().getName() + "-config")
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        if (cluster.getSpec().server().tls().enabled()) {
            volumes.add(new VolumeBuilder()
                    .withName("tls")
                    .withNewSecret()
                    .withSecretName(Names.certificate(cluster))
                    .endSecret()
                    .build());
        }
        volumes.addAll(cluster.getSpec().additionalVolumes());
        return volumes;
    }

    private static List<VolumeMount> mounts(HyperbytedbSpec spec) {
        var mounts = new ArrayList<VolumeMount>();
        mounts.add(mount(Names.DATA, ConfigToml.DIRECTORY, false));
        mounts.add(mount("config", CONFIG, true));
        mounts.add(mount("tmp", "/tmp", false));
        if (spec.server().tls().enabled()) {
            mounts.add(mount("tls", ConfigToml.TLS, true));
        }
        mounts.addAll(spec.additionalVolumeMounts());
        return mounts;
    }

    private static PersistentVolumeClaim claim(HyperbytedbSpec spec) {
        var template = spec.storage().volumeClaimTemplate();
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(Names.DATA)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", template.size())
                .endResources()
                .withStorageClassName(template.storageClassName())
                .endSpec()
                .build();
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withMountPath(path)
                .withName(volume)
                .withReadOnly(readOnly ? true : null)
                .build();
    }

    private static EnvVar plain(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
