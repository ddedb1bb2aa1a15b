package io.cameleer.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.reconcile.OwnPods;
import io.cameleer.reconcile.PodProxy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes snapshots inside one named pod, reads them out of that same pod and removes them there. */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final Backups backups;
    private final Patience patience;

    /**
     * Reaches pods through the API server, so that it works from outside of the cluster too.
     *
     * @param patience for how long a ready pod is waited for
     */
    public Snapshots(KubernetesClient client, Backups backups, Patience patience) {
        this.client = client;
        this.backups = backups;
        this.patience = patience;
    }

    /**
     * Chooses a ready pod: for an incremental backup the one that the last backup came from, whose files the store knows;
     * otherwise the one with the highest ordinal, which a rolling update has already reached. Pods that start are waited for.
     *
     * @throws NoReadyPod when none is ready in time
     */
    public BackupRun choosePod(BackupRun run) {
        var chosen = new AtomicReference<BackupRun>();
        try {
            patience.await(
                    () -> {
                        chosen.set(ready(run).map(run::on).orElse(null));
                        return chosen.get() != null;
                    },
                    () -> NoReadyPod.words(run.target()));
        } catch (BackupException e) {
            throw Thread.currentThread().isInterrupted() ? e : new NoReadyPod(e);
        }
        LOG.info(
                "The backup of {} is taken from pod {}",
                run.target().id(),
                chosen.get().pod());
        return chosen.get();
    }

    private Optional<String> ready(BackupRun run) {
        var target = run.target();
        var last =
                run.isIncremental() && target.status() != null ? target.status().pod() : null;
        return own(target)
                .filter(pod -> Readiness.isPodReady(pod) && !pod.isMarkedForDeletion())
                .map(pod -> pod.getMetadata().getName())
                .max(Comparator.comparing((String pod) -> pod.equals(last)).thenComparing(Comparator.naturalOrder()));
    }

    /**
     * Makes a snapshot in the chosen pod.
     *
     * @throws BackupException when the database refuses
     */
    public BackupRun take(BackupRun run) throws IOException {
        var path = path(run, run.target().api().snapshotPath());
        var before = names(run);
        try {
            var name = JSON.readTree(client.raw(path, "POST", null))
                    .path("data")
                    .path("name")
                    .asText();
            if (!isName(name)) {
                throw new BackupException("pod " + run.pod() + " answered without the name of a snapshot");
            }
            return recorded(run.snapped(name));
        } catch (KubernetesClientException e) {
            before.ifPresent(known -> removeAllBut(known, run));
            throw new BackupException(
                    "pod " + run.pod() + " made no snapshot: HTTP " + e.getCode() + " " + reason(e), e);
        }
    }

    /** Writes down which snapshot lies on the pod; one that cannot be written down goes at once, as nobody would find it. */
    private BackupRun recorded(BackupRun snapped) {
        try {
            backups.record(snapped);
            return snapped;
        } catch (Superseded e) {
            remove(snapped);
            throw e;
        }
    }

    /** The database and its version, as {@code prometheus 2.55.1}; the version is left out when it cannot be asked. */
    String version(BackupRun run) {
        var api = run.target().api();
        try {
            var answer = client.raw(path(run, api.versionPath()), "GET", null);
            return api.database() + " "
                    + JSON.readTree(answer).path("data").path("version").asText("?");
        } catch (IOException | KubernetesClientException e) {
            LOG.debug("The version of pod {} cannot be asked", run.pod(), e);
            return api.database();
        }
    }

    /**
     * Reads a tar archive of the whole snapshot.
     *
     * @throws BackupException when tar does not end with 0 or the connection to the pod breaks
     */
    void read(BackupRun run, PodShell.Reader<Void> reader) throws IOException {
        shell(run).read(reader, "tar", "-C", run.target().api().directory(), "-cf", "-", run.snapshot());
    }

    /** The same of some of its files. */
    void read(BackupRun run, PodShell.Reader<Void> reader, List<String> paths) throws IOException {
        var command = new ArrayList<>(List.of("tar", "-C", run.target().api().directory(), "-cf", "-"));
        paths.forEach(path -> command.add(run.snapshot() + "/" + path));
        shell(run).read(reader, command.toArray(String[]::new));
    }

    /** The snapshot's files with their sizes in bytes. */
    Map<String, Long> files(BackupRun run) throws IOException {
        var folder = run.target().api().directory() + "/" + run.snapshot();
        return shell(run)
                .read(
                        output -> {
                            var files = new TreeMap<String, Long>();
                            new String(output.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .forEach(line -> {
                                        var words = line.split(" ", 2);
                                        var path = words[1].substring(folder.length() + 1);
                                        files.put(SnapshotStream.safe(path, path), Long.valueOf(words[0]));
                                    });
                            return files;
                        },
                        "find",
                        folder,
                        "-type",
                        "f",
                        "-exec",
                        "stat",
                        "-c",
                        "%s %n",
                        "{}",
                        "+");
    }

    /** About how large an archive of the snapshot is, in bytes; 0 when the pod has no tools to tell. */
    long archiveBytes(BackupRun run) {
        try {
            var files = files(run);
            // A header and padding for every file, and the end of the archive.
            return files.values().stream().mapToLong(Long::longValue).sum() + 2048L * files.size() + (1 << 20);
        } catch (IOException | BackupException e) {
            LOG.debug("The size of snapshot {} is not known", run.snapshot(), e);
            return 0;
        }
    }

    /** What lies in the database's own folder: what a snapshot shares with it stays for the next. */
    Set<String> live(BackupRun run) throws IOException {
        return shell(run)
                .read(
                        output -> new String(output.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .collect(Collectors.toSet()),
                        "ls",
                        run.target().api().dataDirectory());
    }

    /** A database that fails to make a snapshot leaves its folder behind and does not tell its name. */
    private void removeAllBut(Set<String> known, BackupRun run) {
        names(run).orElse(known).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> remove(run.snapped(name)));
    }

    /** The snapshots that lie on the pod, or nothing when the pod cannot be asked. */
    private Optional<Set<String>> names(BackupRun run) {
        try {
            var listed = shell(run).run(LIMIT, "ls", run.target().api().directory());
            return Optional.of(listed.code() == 0 ? listed.output().lines().collect(Collectors.toSet()) : Set.of());
        } catch (BackupException e) {
            LOG.debug("The snapshots of pod {} cannot be listed", run.pod(), e);
            return Optional.empty();
        }
    }

    private Stream<Pod> own(BackupTarget target) {
        return OwnPods.of(client, target.object(), target.pods()).stream();
    }

    private static boolean isName(String snapshot) {
        return snapshot.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    }

    /**
     * Removes the snapshot from the pod, after success and failure alike; a pod that is gone took it along. What an interrupted
     * run left stands in a status that anybody may have written, so both are looked at.
     */
    public void remove(BackupRun run) {
        if (run.pod() == null || run.snapshot() == null || !isName(run.snapshot())) {
            return;
        }
        try {
            if (own(run.target()).noneMatch(pod -> pod.getMetadata().getName().equals(run.pod()))) {
                return;
            }
            shell(run).run(LIMIT, "rm", "-rf", run.target().api().directory() + "/" + run.snapshot());
        } catch (BackupException | KubernetesClientException e) {
            LOG.warn("Snapshot {} could not be removed from pod {}: {}", run.snapshot(), run.pod(), e.getMessage());
        }
    }

    private PodShell shell(BackupRun run) {
        return run.shell(client);
    }

    private static String path(BackupRun run, String path) {
        return PodProxy.path(
                run.target().object().getMetadata().getNamespace(),
                run.pod(),
                run.target().api().port(),
                path);
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
