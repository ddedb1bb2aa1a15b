package io.cameleer.kubeblocks.blueprint;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.spec.ComponentSpec;
import io.cameleer.kubeblocks.spec.ComponentSpec.ClaimTemplate;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Volumes grow and never shrink. */
public final class VolumeRules {
    private VolumeRules() {}

    /**
     * What stands against the sizes of a cluster's volumes.
     *
     * @param now the size of a component's volume as it is, by the names of both; nothing for one that is not there yet
     */
    public static List<Violation> violations(Cluster cluster, BiFunction<String, String, Optional<Quantity>> now) {
        return cluster.getSpec().componentSpecs().stream()
                .flatMap(component -> component.volumeClaimTemplates().stream()
                        .flatMap(volume -> now
                                .apply(component.name(), volume.name())
                                .flatMap(size -> storage(volume.spec())
                                        .flatMap(wanted -> Violation.shrinking(
                                                "spec.componentSpecs[%s].volumeClaimTemplates[%s].spec.resources.requests.storage"
                                                        .formatted(component.name(), volume.name()),
                                                size,
                                                wanted)))
                                .stream()))
                .toList();
    }

    /** The size that a cluster asks for, if it has such a volume. */
    public static Optional<Quantity> wanted(Cluster cluster, String component, String volume) {
        return volumes(cluster, component)
                .filter(template -> template.name().equals(volume))
                .findFirst()
                .flatMap(template -> storage(template.spec()));
    }

    private static Stream<ClaimTemplate> volumes(Cluster cluster, String component) {
        return cluster.getSpec().componentSpecs().stream()
                .filter(spec -> spec.name().equals(component))
                .map(ComponentSpec::volumeClaimTemplates)
                .flatMap(List::stream);
    }

    /** The storage that a claim requests. */
    public static Optional<Quantity> storage(PersistentVolumeClaimSpec claim) {
        return Optional.ofNullable(claim)
                .map(PersistentVolumeClaimSpec::getResources)
                .map(resources -> resources.getRequests())
                .map(requests -> requests.get("storage"));
    }
}
