package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes over a StatefulSet that another operator wrote without restarting its pods: as long as its template runs the same
 * programs in the same way, it stays as it is, and what this operator would add (probes, limits of rights, spread over
 * nodes) comes with the next change of the spec that restarts the pods anyway.
 */
final class Adoption {
    /** Names the template that would be applied if the other one were not kept. */
    static final String MARK = "cameleer.io/adopted-template";

    /** Entries of maps in one order, so that every process gives a template the same name. */
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization(
            JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build(),
            true);

    private Adoption() {}

    /** The desired object, with the template of the actual one where that is to be kept. */
    static HasMetadata keep(HasMetadata desired, HasMetadata actual) {
        if (!(desired instanceof StatefulSet wanted) || !(actual instanceof StatefulSet found)) {
            return desired;
        }
        var mark = Optional.ofNullable(found.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MARK))
                .orElse(null);
        var keeps = mark == null
                ? isForeign(found)
                        && runsTheSame(
                                wanted.getSpec().getTemplate(), found.getSpec().getTemplate())
                : mark.equals(name(wanted.getSpec().getTemplate()));
        return keeps
                ? new StatefulSetBuilder(wanted)
                        .editMetadata()
                        .addToAnnotations(
                                MARK, mark == null ? name(wanted.getSpec().getTemplate()) : mark)
                        .endMetadata()
                        .editSpec()
                        .withTemplate(found.getSpec().getTemplate())
                        .endSpec()
                        .build()
                : desired;
    }

    private static String name(PodTemplateSpec template) {
        return UUID.nameUUIDFromBytes(SERIALIZATION.asJson(template).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether this operator has never written it. */
    private static boolean isForeign(StatefulSet found) {
        return Optional.ofNullable(found.getMetadata().getManagedFields()).orElse(List.of()).stream()
                .noneMatch(entry -> Apply.FIELD_MANAGER.equals(entry.getManager()));
    }

    static boolean runsTheSame(PodTemplateSpec wanted, PodTemplateSpec found) {
        return wanted.getMetadata()
                        .getLabels()
                        .entrySet()
                        .equals(found.getMetadata().getLabels().entrySet())
                && wanted.getSpec().getContainers().size()
                        == found.getSpec().getContainers().size()
                && wanted.getSpec().getContainers().stream().allMatch(container -> isAmong(container, found.getSpec()))
                && wanted.getSpec().getVolumes().stream().allMatch(volume -> isAmong(volume, found.getSpec()));
    }

    private static boolean isAmong(Container wanted, PodSpec found) {
        return found.getContainers().stream()
                .filter(container -> container.getName().equals(wanted.getName()))
                .anyMatch(container -> Objects.equals(container.getImage(), wanted.getImage())
                        && new HashSet<>(container.getArgs()).equals(new HashSet<>(wanted.getArgs()))
                        && container.getVolumeMounts().stream()
                                .map(mount -> mount.getName() + mount.getMountPath())
                                .toList()
                                .containsAll(wanted.getVolumeMounts().stream()
                                        .map(mount -> mount.getName() + mount.getMountPath())
                                        .toList())
                        && (wanted.getResources() == null
                                || wanted.getResources().equals(container.getResources())));
    }

    private static boolean isAmong(Volume wanted, PodSpec found) {
        return found.getVolumes().stream()
                .filter(volume -> volume.getName().equals(wanted.getName()))
                .anyMatch(volume -> Objects.equals(source(volume), source(wanted)));
    }

    private static String source(Volume volume) {
        return volume.getConfigMap() != null
                ? "ConfigMap " + volume.getConfigMap().getName()
                : volume.getSecret() != null ? "Secret " + volume.getSecret().getSecretName() : null;
    }
}
