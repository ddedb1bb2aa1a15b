package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The pods that hold a cluster's volumes while its database does not run, and the throw-away pod of a verification. They
 * are made like the database's own pods, so that what they write is what the database may read.
 */
final class DataPods {
    /** Says of a pod which cluster it serves. */
    static final String LABEL = "cameleer.io/restore";

    private static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";
    private static final String UNTIL_TOLD =
            "trap 'exit 0' TERM; until [ -e \"$0/.cameleer-start\" ]; do sleep 1 & wait $!; done; ";

    private DataPods() {}

    /** A pod over the volume of one replica. */
    static Pod overVolume(RestoreTarget target, int ordinal) {
        var volume = new VolumeBuilder()
                .withName(target.claim())
                .withNewPersistentVolumeClaim()
                .withClaimName(claimName(target, ordinal))
                .endPersistentVolumeClaim()
                .build();
        return pod(target, target.name() + "-restore-" + ordinal, volume, "exec sh -c \"$1\"", IDLE);
    }

    /** A pod over a volume of its own, which goes with it; it starts the database when told. */
    static Pod throwAway(RestoreTarget target) {
        var template = template(target);
        var volume = new VolumeBuilder()
                .withName(target.claim())
                .withNewEphemeral()
                .withNewVolumeClaimTemplate()
                .withNewMetadata()
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .endMetadata()
                .withSpec(template.getSpec())
                .endVolumeClaimTemplate()
                .endEphemeral()
                .build();
        return pod(
                target,
                target.name() + "-verify",
                volume,
                UNTIL_TOLD + target.database().start(directory(target)),
                "");
    }

    /** The claim of one replica, as the StatefulSet would make it. */
    static PersistentVolumeClaim claim(RestoreTarget target, int ordinal) {
        var template = template(target);
        return new PersistentVolumeClaimBuilder(template)
                .withNewMetadata()
                .withLabels(target.set().getSpec().getSelector().getMatchLabels())
                .withName(claimName(target, ordinal))
                .withNamespace(target.namespace())
                .endMetadata()
                .build();
    }

    /** A shell in a pod. */
    static PodShell shell(KubernetesClient client, RestoreTarget target, Pod pod) {
        return new PodShell(
                client,
                target.namespace(),
                pod.getMetadata().getName(),
                target.backups().api().container());
    }

    /** Where the volume is mounted. */
    static String directory(RestoreTarget target) {
        return container(target).getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(target.claim()))
                .findFirst()
                .orElseThrow()
                .getMountPath();
    }

    /** The names of all replicas' claims. */
    static List<String> claimNames(RestoreTarget target) {
        return IntStream.range(0, target.set().getSpec().getReplicas())
                .mapToObj(ordinal -> claimName(target, ordinal))
                .toList();
    }

    private static String claimName(RestoreTarget target, int ordinal) {
        return target.claim() + "-" + target.set().getMetadata().getName() + "-" + ordinal;
    }

    private static PersistentVolumeClaim template(RestoreTarget target) {
        return target.set().getSpec().getVolumeClaimTemplates().stream()
                .filter(template -> template.getMetadata().getName().equals(target.claim()))
                .findFirst()
                .orElseThrow(() -> new BackupException("the StatefulSet has no volume " + target.claim()));
    }

    private static Container container(RestoreTarget target) {
        return target.set().getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(container ->
                        container.getName().equals(target.backups().api().container()))
                .findFirst()
                .orElseThrow();
    }

    private static Pod pod(RestoreTarget target, String name, Volume volume, String script, String argument) {
        var like = target.set().getSpec().getTemplate().getSpec();
        var database = container(target);
        var object = target.object();
        return new PodBuilder()
                .withNewMetadata()
                .withLabels(Map.of("app.kubernetes.io/managed-by", "cameleer", LABEL, target.name()))
                .withName(name)
                .withNamespace(target.namespace())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(object.getApiVersion())
                        .withKind(object.getKind())
                        .withName(target.name())
                        .withUid(object.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withContainers(new ContainerBuilder()
                        .withCommand("sh", "-c", script, directory(target), argument)
                        .withImage(database.getImage())
                        .withName(database.getName())
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("10m"))
                        .addToRequests("memory", new Quantity("32Mi"))
                        .endResources()
                        .withSecurityContext(database.getSecurityContext())
                        .addNewVolumeMount()
                        .withMountPath(directory(target))
                        .withName(target.claim())
                        .endVolumeMount()
                        .build())
                .withImagePullSecrets(like.getImagePullSecrets())
                .withNodeSelector(like.getNodeSelector())
                .withRestartPolicy("Never")
                .withSecurityContext(like.getSecurityContext())
                .withTerminationGracePeriodSeconds(1L)
                .withTolerations(like.getTolerations())
                .withVolumes(volume)
                .endSpec()
                .build();
    }
}
