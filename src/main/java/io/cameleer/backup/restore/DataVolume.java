package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.backup.catalog.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One volume, through the pod that has it. */
final class DataVolume {
    /** What a script may take: it renames, has the disk write what it still holds, or removes, and goes on when it is run again. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** How fast a volume is read again at the least, in bytes per second. */
    private static final long SLOWEST = 4 << 20;

    private final PodShell shell;
    private final String root;
    private final String content;
    private final String run;
    private final UnaryOperator<String> guard;
    private final boolean replaces;
    private final StagedFiles staged = new StagedFiles();
    private long free;

    private DataVolume(RestoreRun run, PodShell shell, UnaryOperator<String> guard, boolean replaces) {
        this.shell = shell;
        this.root = DataPods.directory(run.target());
        this.content = run.content();
        this.run = run.name();
        this.guard = guard;
        this.replaces = replaces;
    }

    /** The volume that a pod has which was made for a run. */
    static DataVolume of(RestoreRun run, PodShell shell) {
        var replaces = !run.isVerify()
                && run.target().told().map(RestoreStatus::replaces).orElse(false);
        return new DataVolume(run, shell, script -> VolumeScripts.of(run.attempt(), script), replaces);
    }

    /** The volume that a pod of the database has. */
    static DataVolume ofDatabase(RestoreRun run, PodShell shell) {
        return new DataVolume(run, shell, script -> script, true);
    }

    /** The pod. */
    String pod() {
        return shell.pod();
    }

    /**
     * Whether it holds data that a restore would replace.
     *
     * @throws BackupException when it cannot be used
     */
    boolean isOccupied() {
        return told(VolumeScripts.LOOK, "cannot be used").strip().equals("occupied");
    }

    /**
     * Makes room for new data, and finds out which of them are there.
     *
     * @throws BackupException when it cannot be used
     */
    void prepare() {
        var lines = told(VolumeScripts.PREPARE, "cannot be used").lines().toList();
        free = kibibytes(lines.getFirst(), 3);
        staged.read(lines.subList(1, lines.size()));
    }

    /** Finds out how much room it has for new data, and changes nothing. */
    void measure() {
        var lines =
                told(VolumeScripts.MEASURE, "does not tell its room").lines().toList();
        free = kibibytes(lines.getFirst(), 3) + kibibytes(lines.getLast(), 0);
    }

    private static long kibibytes(String line, int column) {
        return Long.parseLong(line.strip().split("\\s+")[column]) << 10;
    }

    /** The files that are still to be brought. */
    List<Manifest.File> missing(RestorePlan plan) {
        return plan.files().stream().filter(file -> !staged.has(file)).toList();
    }

    /**
     * Refuses a restore for which there is no room.
     *
     * @throws BackupException which says how much is needed
     */
    void refuseTooSmall(RestorePlan plan) {
        var needed = missing(plan).stream().mapToLong(Manifest.File::bytes).sum();
        if (needed > free) {
            throw new BackupException(
                    "spec.storage.size: the volume of pod %s has %,d bytes free and backup %s needs %,d more%s"
                            .formatted(
                                    shell.pod(),
                                    free,
                                    plan.backup().name(),
                                    needed,
                                    replaces
                                            ? " beside the data that are there until it is verified; grow it"
                                            : "; grow it"));
        }
    }

    /**
     * Takes a file and returns the checksum that it has on the volume. It is kept if that is the expected one.
     *
     * @param attempt a name that no other try has
     */
    String receive(Manifest.File file, InputStream bytes, String attempt) throws IOException {
        var result = shell.feed(
                LIMIT.plusSeconds(file.bytes() / SLOWEST),
                bytes,
                "sh",
                "-c",
                guard.apply(VolumeScripts.RECEIVE),
                "receive",
                folder(),
                file.path(),
                String.valueOf(file.bytes()),
                Optional.ofNullable(file.sha256()).orElse(""),
                attempt);
        if (result.code() != 0) {
            var says = result.errors().strip();
            throw new BackupException(
                    says.contains("No space left")
                            ? "spec.storage.size: the volume of pod " + shell.pod() + " is full; grow it"
                            : "pod " + shell.pod() + " did not take " + file.path() + ": " + says);
        }
        return result.output().strip();
    }

    /** Keeps a file whose checksum nobody knew before. */
    void keep(Manifest.File file, String attempt) {
        var kept = run(VolumeScripts.KEEP, folder(), file.path(), attempt);
        if (kept.code() != 0) {
            throw new BackupException("pod " + shell.pod() + " did not keep " + file.path() + ": "
                    + kept.errors().strip());
        }
    }

    /** Lets such a file go, which is not what was sent. */
    void drop(String attempt) {
        run(VolumeScripts.DROP, folder(), attempt);
    }

    /** Notes that all files are there and right. */
    void verified() {
        told(VolumeScripts.VERIFIED, "cannot be used");
    }

    /** Puts the new data in the place of the old ones. */
    void place() {
        told(VolumeScripts.PLACE, "does not take the data in their place");
    }

    /** Makes it what it was. */
    void undo() {
        told(VolumeScripts.UNDO, "cannot be made what it was");
    }

    /** Lets go what nobody needs any more. */
    void forget() {
        told(VolumeScripts.FORGET, "keeps what nobody needs any more");
    }

    private String folder() {
        return root + "/.cameleer-restore/" + content;
    }

    private String told(String script, String otherwise) {
        var result = run(script, root, content, run);
        if (result.code() != 0) {
            throw new BackupException("the volume of pod " + shell.pod() + " " + otherwise + ": "
                    + result.errors().strip());
        }
        return result.output();
    }

    private PodShell.Result run(String script, String... arguments) {
        return shell.run(
                LIMIT,
                Stream.concat(Stream.of("sh", "-c", guard.apply(script), "volume"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
