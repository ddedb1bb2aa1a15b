package io.cameleer.kubeblocks.backup;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.SnapshotApi;
import io.cameleer.backup.restore.RestoreHold;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.backup.restore.RestoredDatabase;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterStatus;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.definition.BackupMethod;
import io.cameleer.kubeblocks.definition.TemplateReference;
import io.cameleer.kubeblocks.objects.ClusterObjects;
import io.cameleer.kubeblocks.objects.ConfigMaps;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.kubeblocks.objects.PodPlan;
import io.cameleer.kubeblocks.spec.BackupSection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The component of a cluster that is backed up.
 *
 * @param component the component
 * @param method how
 * @param blueprint the cluster put together
 */
public record BackedUp(Component component, BackupMethod method, Blueprint blueprint) {
    /** Those that the cluster's backup section could mean; it takes one, neither more nor less. */
    static List<BackedUp> candidates(Blueprint blueprint) {
        var wish = Optional.ofNullable(blueprint.cluster().getSpec().backup()).map(BackupSection::method);
        return blueprint.components().stream()
                .filter(component -> component.definition().backup() != null)
                .filter(component -> wish.isEmpty()
                        || wish.get().equals(component.definition().backup().name()))
                .map(component -> new BackedUp(component, component.definition().backup(), blueprint))
                .toList();
    }

    /** The one that the cluster's backup section means. */
    public static Optional<BackedUp> of(Blueprint blueprint) {
        return Optional.of(candidates(blueprint))
                .filter(found -> found.size() == 1)
                .map(List::getFirst);
    }

    /** Whether a component has to stay stopped because its volumes are being filled from a backup. */
    public static boolean isHeld(Component component, Blueprint blueprint, Optional<StatefulSet> set) {
        return blueprint.cluster().getSpec().restoreFrom() != null
                && of(blueprint)
                        .filter(found -> found.component().name().equals(component.name()))
                        .map(found -> RestoreHold.of(asked(blueprint.cluster()), set) == RestoreHold.HELD)
                        .orElse(false);
    }

    /** The restore that a cluster asks for, as far as its record matters. */
    public static RestoreTarget asked(Cluster cluster) {
        return target(
                cluster, new BackupTarget(cluster, null, null, null, null, Map.of(), null), null, null, null, null);
    }

    private static RestoreTarget target(
            Cluster cluster,
            BackupTarget backups,
            Supplier<StatefulSet> set,
            String claim,
            RestoredDatabase database,
            StoreLocation location) {
        return new RestoreTarget(
                backups,
                cluster.getSpec() == null ? null : cluster.getSpec().restoreFrom(),
                Optional.ofNullable(cluster.getStatus())
                        .map(ClusterStatus::restore)
                        .orElse(null),
                null,
                set,
                claim,
                null,
                database,
                "restore-attempt",
                location,
                false);
    }

    /**
     * The cluster as its backups see it.
     *
     * @param section where and when, as all families have it
     * @param location where the backups are
     */
    BackupTarget backups(BackupSpec section, StoreLocation location) {
        var status = Optional.ofNullable(cluster().getStatus());
        return new BackupTarget(
                cluster(),
                section,
                status.map(ClusterStatus::backup).orElse(null),
                status.map(ClusterStatus::lastScheduleTime).orElse(null),
                status.map(ClusterStatus::lastBackupTime).orElse(null),
                Names.selector(component),
                api(),
                "backup-attempt",
                location,
                null);
    }

    /**
     * The cluster as a restore sees it.
     *
     * @param section where backups are, as all families have it
     * @param location where this one is
     */
    RestoreTarget restore(BackupSpec section, StoreLocation location) {
        var scripts = ConfigMaps.templates(component).stream()
                .map(TemplateReference::volumeName)
                .filter(Objects::nonNull)
                .toList();
        return target(
                cluster(),
                backups(section, location),
                this::set,
                method.volumeName(),
                new DescribedDatabase(
                        Optional.ofNullable(method.restoreScript()).orElse(""), scripts),
                location);
    }

    private Cluster cluster() {
        return blueprint.cluster();
    }

    private SnapshotApi api() {
        var container = container();
        return new SnapshotApi(
                Optional.ofNullable(component.definition().characterType())
                        .orElse(blueprint.definition().getMetadata().getName()),
                container.getName(),
                0,
                null,
                null,
                method.directory(),
                mount(container).orElseThrow(),
                DescribedDatabase.FILES,
                method.command());
    }

    private Container container() {
        var containers = PodPlan.of(component, blueprint).spec().orElseThrow().getContainers();
        return containers.stream()
                .filter(candidate -> candidate.getName().equals(method.container()))
                .findFirst()
                .orElseGet(containers::getFirst);
    }

    private Optional<String> mount(Container container) {
        return container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(method.volumeName()))
                .map(VolumeMount::getMountPath)
                .findFirst();
    }

    private StatefulSet set() {
        return (StatefulSet) ClusterObjects.workload(
                component,
                blueprint,
                PodPlan.of(component, blueprint).spec().orElseThrow(),
                Map.of(),
                component.spec().replicas());
    }

    /** What is wrong with the method, given the pods: names that are not there. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        var volume = "volume %s, whose data backup method %s stores".formatted(method.volumeName(), method.name());
        if (component.spec().volumeClaimTemplates().stream()
                .noneMatch(template -> template.name().equals(method.volumeName()))) {
            problems.add("component " + component.name() + " has no " + volume);
        }
        var container = container();
        if (mount(container).isEmpty()) {
            problems.add("container %s of component %s does not mount %s"
                    .formatted(container.getName(), component.name(), volume));
        }
        return problems;
    }
}
