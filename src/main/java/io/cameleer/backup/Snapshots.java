package io.cameleer.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes snapshots inside one named pod, reads them out of that same pod and removes them there. */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Backups backups;

    /** Reaches pods through the API server, so that it works from outside of the cluster too. */
    public Snapshots(KubernetesClient client, Backups backups) {
        this.client = client;
        this.backups = backups;
    }

    /**
     * Chooses a ready pod: the one with the highest ordinal, which a rolling update has already reached.
     *
     * @throws BackupException when none is ready
     */
    public BackupRun choosePod(BackupRun run) {
        var target = run.target();
        return client
                .pods()
                .inNamespace(target.object().getMetadata().getNamespace())
                .withLabels(target.pods())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Readiness.isPodReady(pod) && !pod.isMarkedForDeletion())
                .max(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
                .map(pod -> run.on(pod.getMetadata().getName()))
                .orElseThrow(() -> new BackupException(
                        "no pod of " + target.id() + " is ready; see the Ready condition for the reason"));
    }

    /**
     * Makes a snapshot in the chosen pod.
     *
     * @throws BackupException when the database refuses
     */
    public BackupRun take(BackupRun run) throws IOException {
        var target = run.target();
        var path = "/api/v1/namespaces/%s/pods/%s:%d/proxy%s"
                .formatted(
                        target.object().getMetadata().getNamespace(), run.pod(), target.port(), target.snapshotPath());
        var before = names(run);
        try {
            var name = JSON.readTree(client.raw(path, "POST", null))
                    .path("data")
                    .path("name")
                    .asText();
            if (!name.matches("[A-Za-z0-9._-]+") || name.startsWith(".")) {
                throw new BackupException("pod " + run.pod() + " answered without the name of a snapshot");
            }
            var snapped = run.snapped(name);
            backups.record(snapped);
            return snapped;
        } catch (KubernetesClientException e) {
            before.ifPresent(known -> removeAllBut(known, run));
            throw new BackupException(
                    "pod " + run.pod() + " made no snapshot: HTTP " + e.getCode() + " " + reason(e), e);
        }
    }

    /**
     * Writes a tar archive of the snapshot into a stream, no faster than the stream takes it.
     *
     * @throws BackupException when tar does not end with 0 or the connection to the pod breaks
     */
    void read(BackupRun run, OutputStream out) throws IOException {
        var errors = new ByteArrayOutputStream();
        try (var exec = container(run)
                .writingOutput(out)
                .writingError(errors)
                .exec("tar", "-C", run.target().directory(), "-cf", "-", run.snapshot())) {
            var code = exec.exitCode().get();
            if (code == null || code != 0) {
                throw new BackupException("tar in pod %s ended with %s: %s"
                        .formatted(
                                run.pod(),
                                code == null ? "no exit code, as when the pod is killed" : code,
                                errors.toString(StandardCharsets.UTF_8).strip()));
            }
        } catch (ExecutionException e) {
            throw new BackupException(
                    "the connection to pod " + run.pod() + " broke: "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException("the operator is stopping", e);
        }
    }

    /** A database that fails to make a snapshot leaves its folder behind and does not tell its name. */
    private void removeAllBut(Set<String> known, BackupRun run) {
        names(run).orElse(known).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> remove(run.snapped(name)));
    }

    /** The snapshots that lie on the pod, or nothing when the pod cannot be asked. */
    private Optional<Set<String>> names(BackupRun run) {
        var output = new ByteArrayOutputStream();
        try (var exec = container(run)
                .writingOutput(output)
                .writingError(OutputStream.nullOutputStream())
                .exec("ls", run.target().directory())) {
            var exists = exec.exitCode().get(30, TimeUnit.SECONDS) == 0;
            return Optional.of(
                    exists
                            ? Set.copyOf(output.toString(StandardCharsets.UTF_8)
                                    .lines()
                                    .toList())
                            : Set.of());
        } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
            LOG.debug("The snapshots of pod {} cannot be listed", run.pod(), e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Removes the snapshot from the pod, after success and failure alike; a pod that is gone took it along. */
    public void remove(BackupRun run) {
        if (run.pod() == null || run.snapshot() == null) {
            return;
        }
        try (var exec = container(run)
                .writingError(OutputStream.nullOutputStream())
                .exec("rm", "-rf", run.target().directory() + "/" + run.snapshot())) {
            exec.exitCode().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
            LOG.warn("Snapshot {} could not be removed from pod {}: {}", run.snapshot(), run.pod(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ContainerResource container(BackupRun run) {
        return client.pods()
                .inNamespace(run.target().object().getMetadata().getNamespace())
                .withName(run.pod())
                .inContainer(run.target().container());
    }

    /** Prometheus says why in the field "error" of its answer, which the client keeps beside the status' own fields. */
    private static String reason(KubernetesClientException failure) {
        var status = Optional.ofNullable(failure.getStatus());
        var text = status.map(answer -> answer.getAdditionalProperties().get("error"))
                .map(Object::toString)
                .or(() -> status.map(answer -> answer.getMessage()))
                .orElse(failure.getMessage());
        return text.length() > 300 ? text.substring(0, 300) : text;
    }
}
