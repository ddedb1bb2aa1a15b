package io.cameleer.prometheus;

import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.List;

/** The StatefulSet of a PrometheusCluster. */
final class PrometheusStatefulSet {
    private static final long NOBODY = 65534;

    private PrometheusStatefulSet() {}

    /** The StatefulSet with a number of replicas, which is that of the spec unless a restore holds the pods back. */
    static StatefulSet of(PrometheusCluster cluster, int replicas) {
        var name = cluster.getMetadata().getName();
        var spec = cluster.effective();
        return new StatefulSetBuilder()
                .withMetadata(PrometheusWorkloads.metadata(cluster, name))
                .withNewSpec()
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted(spec.storage().deletion())
                .withWhenScaled("Retain")
                .endPersistentVolumeClaimRetentionPolicy()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(PrometheusWorkloads.selector(name))
                .endSelector()
                .withServiceName(name)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(PrometheusWorkloads.selector(name))
                .endMetadata()
                .withSpec(pod(name, spec))
                .endTemplate()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withVolumeClaimTemplates(claim(spec))
                .endSpec()
                .build();
    }

    private static PodSpec pod(String name, PrometheusSpec spec) {
        return new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withContainers(containers(name, spec))
                .withSecurityContext(RestrictedPod.as(NOBODY))
                .withTerminationGracePeriodSeconds(120L)
                .addNewTopologySpreadConstraint()
                .withNewLabelSelector()
                .withMatchLabels(PrometheusWorkloads.selector(name))
                .endLabelSelector()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .endTopologySpreadConstraint()
                .withVolumes(volumes(name, spec))
                .build();
    }

    private static List<Container> containers(String name, PrometheusSpec spec) {
        var containers = new ArrayList<>(List.of(prometheus(name, spec), configReloader(spec)));
        if (spec.hasThanos()) {
            containers.add(ThanosSidecar.of(spec, RestrictedPod.container()));
        }
        return containers;
    }

    private static Container prometheus(String name, PrometheusSpec spec) {
        return new ContainerBuilder()
                .withArgs(arguments(spec))
                .addNewEnv()
                .withName("POD_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .withImage(spec.image())
                .withLivenessProbe(probe("/-/healthy", 30, 6))
                .withName("prometheus")
                .addNewPort()
                .withContainerPort(9090)
                .withName("http")
                .withProtocol("TCP")
                .endPort()
                .withReadinessProbe(probe("/-/ready", 5, 3))
                .withResources(spec.resources())
                .withSecurityContext(RestrictedPod.container())
                .withVolumeMounts(mounts(name, spec))
                .build();
    }

    private static List<String> arguments(PrometheusSpec spec) {
        var arguments = new ArrayList<>(List.of(
                "--config.file=/etc/prometheus/prometheus.yml",
                "--storage.tsdb.path=/prometheus",
                "--storage.tsdb.retention.time=" + spec.retention(),
                "--web.enable-lifecycle"));
        if (spec.backsUp()) {
            arguments.add("--web.enable-admin-api");
        }
        if (spec.hasThanos()) {
            arguments.addAll(ThanosSidecar.PROMETHEUS_ARGUMENTS);
        }
        return arguments;
    }

    private static Container configReloader(PrometheusSpec spec) {
        var arguments = new ArrayList<>(
                List.of("--volume-dir=/etc/prometheus", "--webhook-url=http://127.0.0.1:9090/-/reload"));
        var mounts = new ArrayList<>(List.of(mount("config", "/etc/prometheus")));
        if (spec.scrapeConfigsSecret() != null) {
            arguments.add(1, "--volume-dir=" + PrometheusConfig.SECRETS + "/scrape-configs");
            mounts.add(secretMount("scrape-configs"));
        }
        return new ContainerBuilder()
                .withArgs(arguments)
                .withImage("ghcr.io/jimmidyson/configmap-reload:v0.13.1")
                .withName("config-reloader")
                .withSecurityContext(RestrictedPod.container())
                .withVolumeMounts(mounts)
                .build();
    }

    private static Probe probe(String path, int period, int failures) {
        return new ProbeBuilder()
                .withFailureThreshold(failures)
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("http")
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(5)
                .build();
    }

    private static List<VolumeMount> mounts(String name, PrometheusSpec spec) {
        var mounts = new ArrayList<>(List.of(mount("data", "/prometheus"), mount("config", "/etc/prometheus")));
        volumesOfSecrets(name, spec).forEach(volume -> mounts.add(secretMount(volume.getName())));
        return mounts;
    }

    private static VolumeMount secretMount(String volume) {
        return new VolumeMountBuilder()
                .withMountPath(PrometheusConfig.SECRETS + "/" + volume)
                .withName(volume)
                .withReadOnly(true)
                .build();
    }

    private static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder().withMountPath(path).withName(name).build();
    }

    private static List<Volume> volumes(String name, PrometheusSpec spec) {
        var volumes = new ArrayList<Volume>();
        volumes.add(new VolumeBuilder()
                .withNewConfigMap()
                .withName(name + "-config")
                .endConfigMap()
                .withName("config")
                .build());
        volumes.addAll(volumesOfSecrets(name, spec));
        if (spec.uploadsBlocks()) {
            volumes.add(secret(
                    ThanosSidecar.VOLUME,
                    spec.thanos().objectStorageConfigSecretRef().name()));
        }
        return volumes;
    }

    private static List<Volume> volumesOfSecrets(String name, PrometheusSpec spec) {
        var volumes = new ArrayList<Volume>();
        for (var i = 0; i < spec.remoteWrite().size(); i++) {
            var target = spec.remoteWrite().get(i);
            if (target.basicAuthSecretRef() != null) {
                volumes.add(
                        secret("remote-write-" + i, target.basicAuthSecretRef().name()));
            } else if (target.bearerTokenSecretRef() != null) {
                volumes.add(secret(
                        "remote-write-" + i, target.bearerTokenSecretRef().name()));
            }
        }
        if (spec.scrapeConfigsSecret() != null) {
            volumes.add(secret("scrape-configs", PrometheusWorkloads.scrapeConfigsName(name)));
        }
        return volumes;
    }

    private static Volume secret(String volume, String name) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(name)
                .endSecret()
                .build();
    }

    private static PersistentVolumeClaim claim(PrometheusSpec spec) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("data")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", spec.storage().size())
                .endResources()
                .withStorageClassName(spec.storage().storageClassName())
                .endSpec()
                .build();
    }
}
