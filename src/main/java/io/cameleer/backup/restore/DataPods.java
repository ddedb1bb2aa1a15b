package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.PodShell;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pods that hold a cluster's volumes while its database does not run, and the throw-away pod of a verification. They
 * are made like the database's own pods, so that what they write is what the database may read, and that they are placed where
 * the database has room: the first pod over a volume decides for good where it lies.
 */
final class DataPods {
    /** Says of a pod which cluster it serves. */
    static final String LABEL = "cameleer.io/restore";

    /** Says of a pod what it is for. */
    static final String PURPOSE = "cameleer.io/purpose";

    /**
     * Says of a pod by a UID which object it serves, as the owner does. A pod of an object that is being deleted has no owner:
     * Kubernetes would delete it, or take the owner away, as whoever deletes the object wants it.
     */
    static final String SERVED = "cameleer.io/restore-uid";

    /** How long a pod without an owner may run, should nobody remove it; longer than any step on a volume takes. */
    private static final long OWNERLESS_SECONDS = 3600;

    private static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";
    private static final String UNTIL_TOLD =
            "trap 'exit 0' TERM; until [ -e \"$0/.cameleer-start\" ]; do sleep 1 & wait $!; done; ";

    private DataPods() {}

    /** A pod over the volume of each replica. */
    static List<Pod> overVolumes(RestoreTarget target, String attempt) {
        return ordinals(target)
                .mapToObj(ordinal -> overVolume(target, ordinal, attempt))
                .toList();
    }

    private static Pod overVolume(RestoreTarget target, int ordinal, String attempt) {
        var volume = new VolumeBuilder()
                .withName(target.claim())
                .withNewPersistentVolumeClaim()
                .withClaimName(claimName(target, ordinal))
                .endPersistentVolumeClaim()
                .build();
        return pod(target, "restore", "-" + ordinal, volume, attempt, "exec sh -c \"$1\"", IDLE);
    }

    /** A pod over a volume of its own, which goes with it; it starts the database when told. */
    static Pod throwAway(RestoreTarget target, String attempt) {
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
                "verify",
                "",
                volume,
                attempt,
                UNTIL_TOLD + target.database().start(directory(target)),
                "");
    }

    /** Whether a pod is one of these, made for the very object that the target is and not for one of its name. */
    static boolean isOf(RestoreTarget target, Pod pod) {
        var labels = Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
        var object = target.object();
        return labels.containsKey(LABEL)
                && (Owner.owns(object, pod)
                        || (target.isDeleted() && object.getMetadata().getUid().equals(labels.get(SERVED))));
    }

    /** Whether a pod has a claim in use. */
    static boolean mounts(Pod pod, String claim) {
        return pod.getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .anyMatch(source -> source != null && claim.equals(source.getClaimName()));
    }

    /** The claim of each replica, as the StatefulSet would make it. */
    static List<PersistentVolumeClaim> claims(RestoreTarget target) {
        return ordinals(target).mapToObj(ordinal -> claim(target, ordinal)).toList();
    }

    private static PersistentVolumeClaim claim(RestoreTarget target, int ordinal) {
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

    private static IntStream ordinals(RestoreTarget target) {
        return IntStream.range(0, target.volumes());
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

    /**
     * The letters at the end are made of the object's UID. No pod of a StatefulSet has such a name, as theirs end with a number,
     * so that of a cluster called {@code demo-restore} is never met.
     */
    private static String name(RestoreTarget target, String purpose, String ordinal) {
        var letters = Digests.of(target.object().getMetadata().getUid())
                .chars()
                .limit(6)
                .map(digit -> 'a' + Character.digit(digit, 16))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return target.name() + "-" + purpose + ordinal + "-" + letters;
    }

    /** As much as the database has; a little where it says nothing, as a quota may ask for something. */
    private static ResourceRequirements resources(Container database) {
        return Optional.ofNullable(database.getResources())
                .filter(found ->
                        !(found.getRequests().isEmpty() && found.getLimits().isEmpty()))
                .orElseGet(() -> new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("10m"))
                        .addToRequests("memory", new Quantity("32Mi"))
                        .build());
    }

    private static List<OwnerReference> owner(RestoreTarget target) {
        var object = target.object();
        return target.isDeleted()
                ? List.of()
                : List.of(new OwnerReferenceBuilder()
                        .withApiVersion(object.getApiVersion())
                        .withKind(object.getKind())
                        .withName(target.name())
                        .withUid(object.getMetadata().getUid())
                        .build());
    }

    private static Pod pod(
            RestoreTarget target,
            String purpose,
            String ordinal,
            Volume volume,
            String attempt,
            String script,
            String argument) {
        var template = target.set().getSpec().getTemplate();
        var like = template.getSpec();
        var database = container(target);
        var object = target.object();
        var labels = Map.of(
                "app.kubernetes.io/managed-by",
                "cameleer",
                LABEL,
                target.name(),
                PURPOSE,
                purpose,
                SERVED,
                object.getMetadata().getUid());
        var placement = Placement.of(template, labels);
        return new PodBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withName(name(target, purpose, ordinal))
                .withNamespace(target.namespace())
                .withOwnerReferences(owner(target))
                .endMetadata()
                .withNewSpec()
                .withActiveDeadlineSeconds(target.isDeleted() ? OWNERLESS_SECONDS : null)
                .withAutomountServiceAccountToken(false)
                .withContainers(new ContainerBuilder()
                        .withCommand("sh", "-c", script, directory(target), argument)
                        .addNewEnv()
                        .withName(VolumeScripts.ATTEMPT)
                        .withValue(attempt)
                        .endEnv()
                        .withImage(database.getImage())
                        .withName(database.getName())
                        .withResources(resources(database))
                        .withSecurityContext(database.getSecurityContext())
                        .addNewVolumeMount()
                        .withMountPath(directory(target))
                        .withName(target.claim())
                        .endVolumeMount()
                        .build())
                .withAffinity(placement.affinity())
                .withImagePullSecrets(like.getImagePullSecrets())
                .withNodeSelector(like.getNodeSelector())
                .withPriorityClassName(like.getPriorityClassName())
                .withRestartPolicy("Never")
                .withRuntimeClassName(like.getRuntimeClassName())
                .withSchedulerName(like.getSchedulerName())
                .withSecurityContext(like.getSecurityContext())
                .withTerminationGracePeriodSeconds(1L)
                .withTolerations(like.getTolerations())
                .withTopologySpreadConstraints(placement.spread())
                .withVolumes(volume)
                .endSpec()
                .build();
    }
}
