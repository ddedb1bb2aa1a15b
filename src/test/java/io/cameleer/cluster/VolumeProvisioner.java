package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives every claim a folder of this machine, and grows a bound claim at once, as a cloud's provisioner would. */
final class VolumeProvisioner implements AutoCloseable {
    static final String NAME = "cameleer.io/local";

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Path folder;
    private final Set<String> provided = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tiny = new AtomicInteger();
    private final SharedIndexInformer<PersistentVolumeClaim> informer;

    VolumeProvisioner(KubernetesClient client, Path folder) {
        this.client = client;
        this.folder = folder;
        storageClass("local", true, true);
        storageClass("fixed-size", false, false);
        storageClass("tiny", false, false);
        informer = client.persistentVolumeClaims()
                .inAnyNamespace()
                .inform(
                        new ResourceEventHandler<>() {
                            @Override
                            public void onAdd(PersistentVolumeClaim claim) {
                                provide(claim);
                            }

                            @Override
                            public void onUpdate(PersistentVolumeClaim before, PersistentVolumeClaim claim) {
                                provide(claim);
                            }

                            @Override
                            public void onDelete(PersistentVolumeClaim claim, boolean unknown) {
                                remove(claim);
                            }
                        },
                        AGAIN.toMillis());
    }

    private void storageClass(String name, boolean standard, boolean expands) {
        client.resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToAnnotations("storageclass.kubernetes.io/is-default-class", String.valueOf(standard))
                        .endMetadata()
                        .withProvisioner(NAME)
                        .withAllowVolumeExpansion(expands)
                        .withReclaimPolicy("Delete")
                        .withVolumeBindingMode("Immediate")
                        .build())
                .serverSideApply();
    }

    private void provide(PersistentVolumeClaim claim) {
        try {
            var requested = claim.getSpec().getResources().getRequests().get("storage");
            var name = "pv-" + claim.getMetadata().getUid();
            if (claim.getSpec().getVolumeName() == null) {
                if (!provided.contains(name) && isOurs(claim)) {
                    client.resource(volume(claim, name)).serverSideApply();
                    provided.add(name);
                }
            } else if (claim.getStatus().getCapacity() != null
                    && !requested.equals(claim.getStatus().getCapacity().get("storage"))) {
                client.persistentVolumes().withName(name).edit(volume -> new PersistentVolumeBuilder(volume)
                        .editSpec()
                        .withCapacity(Map.of("storage", requested))
                        .endSpec()
                        .build());
                client.resource(claim)
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"status\":{\"capacity\":{\"storage\":\"" + requested
                                        + "\"},\"allocatedResources\":null}}");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a provisioner does, it serves the classes that exist and name it. */
    private boolean isOurs(PersistentVolumeClaim claim) {
        var found = client.storage()
                .v1()
                .storageClasses()
                .withName(String.valueOf(claim.getSpec().getStorageClassName()))
                .get();
        return found != null && found.getProvisioner().equals(NAME);
    }

    private PersistentVolume volume(PersistentVolumeClaim claim, String name) throws IOException {
        var path = "tiny".equals(claim.getSpec().getStorageClassName())
                ? folder.resolveSibling("node/tiny/" + tiny.getAndIncrement())
                : made(folder.resolve(name));
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations("pv.kubernetes.io/provisioned-by", NAME)
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of(
                        "storage", claim.getSpec().getResources().getRequests().get("storage")))
                .withAccessModes(claim.getSpec().getAccessModes())
                .withStorageClassName(claim.getSpec().getStorageClassName())
                .withPersistentVolumeReclaimPolicy("Retain")
                .withNewHostPath(path.toString(), "")
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build();
    }

    /** What a volume held goes with its claim. */
    private void remove(PersistentVolumeClaim claim) {
        var name = "pv-" + claim.getMetadata().getUid();
        client.persistentVolumes().withName(name).delete();
        if (Files.exists(folder.resolve(name))) {
            Leftovers.remove(folder.resolve(name));
        }
    }

    private static Path made(Path path) throws IOException {
        Files.createDirectories(path);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Override
    public void close() {
        informer.close();
    }
}
