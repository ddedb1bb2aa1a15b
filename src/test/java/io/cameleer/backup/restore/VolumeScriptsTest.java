package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts as they run in pods, ended before everything that changes a volume. */
class VolumeScriptsTest {
    /** Takes the place of what changes a volume: the step whose number is reached kills the script, a removal half done. */
    private static final String ENDING = """
            n=0
            step() { n=$((n + 1)); if [ $n = "$LAST" ]; then kill -KILL $$; fi; }
            mv() { step; command mv "$@"; }
            touch() { step; command touch "$@"; }
            mkdir() { step; command mkdir "$@"; }
            sync() { step; }
            rm() { if [ "$1" = -rf ] && [ $((n + 1)) = "$LAST" ]; then command rm -f "$2/.cameleer-back"; fi
              step; command rm "$@"; }
            """;

    private static final String ATTEMPT = "2026-01-31T05:00:00Z";

    /** More steps than any script has. */
    private static final int ENOUGH = 30;

    @TempDir
    private Path folder;

    private Path volume;

    @BeforeEach
    void fill() throws IOException {
        volume = Files.createDirectories(folder.resolve("volume"));
        again();
    }

    @Test
    void endedAnywhereThePlacingGoesOnToAllOfTheNewData() throws IOException {
        var ended = 0;
        for (var last = 1; last <= ENOUGH; last++) {
            again();
            ended += run(VolumeScripts.PLACE, last) ? 0 : 1;
            assertThat(run(VolumeScripts.PLACE, 0)).isTrue();
            assertThat(visible()).as("ended at the step " + last).isEqualTo(NEW);
            assertThat(run(VolumeScripts.PLACE, 0)).as("once more").isTrue();
            assertThat(visible()).isEqualTo(NEW);
        }
        assertThat(ended).as("how often it was ended").isBetween(15, ENOUGH - 1);
    }

    @Test
    void endedAnywhereOnBothWaysItCanBeUndone() throws IOException {
        for (var last = 1; last <= ENOUGH; last++) {
            for (var back = 1 + last % 7; back <= ENOUGH; back += last == ENOUGH ? 1 : 7) {
                again();
                run(VolumeScripts.PLACE, last);
                run(VolumeScripts.UNDO, back);
                assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
                assertThat(visible())
                        .as("ended at " + last + ", and back at " + back)
                        .isEqualTo(OLD);
                assertThat(hidden()).isEmpty();
            }
        }
    }

    @Test
    void endedAnywhereThePlacingLeavesNothingThatIsTakenForVerifiedAndIsNotWhole() throws IOException {
        for (var last = 1; last <= ENOUGH; last++) {
            again();
            run(VolumeScripts.PLACE, last);
            if (Files.exists(volume.resolve(".cameleer-restore/mark/verified"))) {
                assertThat(volume.resolve(".cameleer-restore/mark/data/wal/0")).exists();
                assertThat(volume.resolve(".cameleer-restore/mark/data/block-3/index"))
                        .exists();
            }
        }
    }

    @Test
    void whatADatabaseWroteOverTheNewDataGoesWithThemWhenTheyAreUndone() throws IOException {
        run(VolumeScripts.PLACE, 0);
        write("wal/1", "written since");
        write("block-9/index", "written since");

        assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
    }

    @Test
    void whatIsUndoneIsTheOneRunAndNotTheOneBefore() throws IOException {
        run(VolumeScripts.PLACE, 0);
        write("wal/1", "written since");
        stage("mark");
        assertThat(sh(VolumeScripts.PLACE, 0, volume.toString(), "mark", "second"))
                .isTrue();
        assertThat(visible()).as("the same content, of another run").isEqualTo(NEW);

        assertThat(sh(VolumeScripts.UNDO, 0, volume.toString(), "mark", "second"))
                .isTrue();
        assertThat(visible()).containsAllEntriesOf(NEW).containsEntry("wal/1", "written since");
        assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
    }

    @Test
    void anUndoOfWhatWasOnlyGatheredLeavesTheDataAlone() throws IOException {
        assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
        assertThat(hidden()).isEmpty();
    }

    @Test
    void whenADatabaseHasAnsweredNothingOfTheOldDataIsLeft() throws IOException {
        run(VolumeScripts.PLACE, 0);
        assertThat(run(VolumeScripts.FORGET, 0)).isTrue();
        assertThat(visible()).isEqualTo(NEW);
        assertThat(hidden()).containsExactly(".cameleer-restored");
    }

    @Test
    void whatIsInPlaceAndHasNoDataBeforeItIsNotUndone() throws IOException {
        run(VolumeScripts.PLACE, 0);
        run(VolumeScripts.FORGET, 0);
        assertThat(run(VolumeScripts.UNDO, 0)).isFalse();
        assertThat(Files.readString(folder.resolve("output"))).contains("the data before are not there any more");
        assertThat(visible()).isEqualTo(NEW);
    }

    @Test
    void withoutTheRunNothingIsTakenForTheDataBefore() throws IOException {
        run(VolumeScripts.PLACE, 9);
        var half = visible();
        assertThat(sh(VolumeScripts.UNDO, 0, volume.toString(), "mark", "none")).isFalse();
        assertThat(Files.readString(folder.resolve("output"))).contains("status.restore.run is not known");
        assertThat(visible()).isEqualTo(half);
        assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
        assertThat(sh(VolumeScripts.UNDO, 0, volume.toString(), "mark", "none"))
                .as("nothing lies aside")
                .isTrue();
        assertThat(visible()).isEqualTo(OLD);
    }

    @Test
    void underAnotherNameNothingIsUndoneThatWasLaidAsideInPart() throws IOException {
        run(VolumeScripts.PLACE, 4);
        var half = visible();
        assertThat(half).isNotEqualTo(OLD);
        assertThat(sh(VolumeScripts.UNDO, 0, volume.toString(), "mark", "mistaken"))
                .isFalse();
        assertThat(visible()).isEqualTo(half);
        assertThat(run(VolumeScripts.UNDO, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
    }

    @Test
    void endedAnywhereTheForgettingGoesOn() throws IOException {
        for (var last = 1; last <= 5; last++) {
            again();
            run(VolumeScripts.PLACE, 0);
            run(VolumeScripts.FORGET, last);
            assertThat(visible()).as("ended at " + last).isEqualTo(NEW);
            assertThat(run(VolumeScripts.FORGET, 0)).isTrue();
            assertThat(visible()).isEqualTo(NEW);
            assertThat(hidden()).containsExactly(".cameleer-restored");
        }
    }

    @Test
    void whoForgetsTooLateLeavesWhatAnotherRunLaidAside() throws IOException {
        run(VolumeScripts.PLACE, 0);
        stage("mark");
        sh(VolumeScripts.PLACE, 0, volume.toString(), "mark", "second");

        assertThat(run(VolumeScripts.FORGET, 0)).isTrue();
        assertThat(volume.resolve(".cameleer-replaced/run")).doesNotExist();
        assertThat(sh(VolumeScripts.UNDO, 0, volume.toString(), "mark", "second"))
                .isTrue();
        assertThat(visible()).as("what the first run brought").isEqualTo(NEW);
    }

    @Test
    void ofARestoreThatDidNotGetSoFarOnlyWhatWasGatheredGoes() throws IOException {
        write(".cameleer-replaced/other/wal/0", "older");
        assertThat(run(VolumeScripts.FORGET, 0)).isTrue();
        assertThat(visible()).isEqualTo(OLD);
        assertThat(hidden()).containsExactly(".cameleer-replaced");
    }

    @Test
    void whatLiesAsideCountsAsData() throws IOException {
        assertThat(look()).isEqualTo("occupied");
        run(VolumeScripts.PLACE, 9);
        shell("command rm -rf \"$1\"/*", folder.resolve("output"), 0, volume.toString());
        assertThat(visible()).isEmpty();
        assertThat(look()).isEqualTo("occupied");
        shell("command rm -rf \"$1\"/.cameleer-replaced", folder.resolve("output"), 0, volume.toString());
        assertThat(look()).isEqualTo("empty");
        write("..data", "theirs");
        assertThat(look()).isEqualTo("occupied");
    }

    @Test
    void roomIsMadeOfWhatNothingBringsBackAndNotOfWhatWasLaidAside() throws IOException {
        write(".cameleer-replaced/other/wal/0", "older");
        write(".cameleer-restore/other-mark/data/a", "of another backup");
        write(".cameleer-restore/mark/part/left", "cut off");
        write(".cameleer-undone/wal/0", "unwanted");

        assertThat(prepare()).contains("3 ./wal/0", "3 ./block-2/index").doesNotContain("left");
        assertThat(visible()).isEqualTo(OLD);
        assertThat(hidden()).containsExactlyInAnyOrder(".cameleer-restore", ".cameleer-replaced");
        assertThat(volume.resolve(".cameleer-replaced/other/wal/0")).hasContent("older");
        assertThat(volume.resolve(".cameleer-restore")).isDirectoryNotContaining("glob:**/other-mark");
        assertThat(volume.resolve(".cameleer-restore/mark/part")).isEmptyDirectory();
        assertThat(run(VolumeScripts.PLACE, 0))
                .as("what is prepared is verified anew")
                .isFalse();
    }

    @Test
    void whatWasGatheredBeforeCountsAsRoom() throws IOException {
        assertThat(run(VolumeScripts.MEASURE, 0)).isTrue();
        var gathered = Files.readAllLines(folder.resolve("output")).getLast();
        assertThat(Long.parseLong(gathered.split("\\s")[0])).isPositive();
        run(VolumeScripts.FORGET, 0);
        assertThat(run(VolumeScripts.MEASURE, 0)).isTrue();
        assertThat(Files.readAllLines(folder.resolve("output")).getLast()).isEqualTo("0");
    }

    @Test
    void aPodThatWasMadeForAnotherAttemptDoesNothing() throws IOException {
        assertThat(run(VolumeScripts.of("2026-01-31T06:00:00Z", VolumeScripts.PLACE), 0))
                .isFalse();
        assertThat(visible()).isEqualTo(OLD);
        assertThat(run(VolumeScripts.of(ATTEMPT, VolumeScripts.PLACE), 0)).isTrue();
        assertThat(visible()).isEqualTo(NEW);
    }

    @Test
    void dataThatAreNotVerifiedTakeNobodysPlace() throws IOException {
        Files.delete(volume.resolve(".cameleer-restore/mark/verified"));
        assertThat(run(VolumeScripts.PLACE, 0)).isFalse();
        assertThat(visible()).isEqualTo(OLD);
    }

    @Test
    void aFileIsKeptWhenItsChecksumIsRightAndNeverOtherwise() throws IOException {
        var staging = volume.resolve(".cameleer-restore/mark");
        var right = Digests.of("content".getBytes(StandardCharsets.UTF_8));
        receive("a/right", right);
        receive("a/wrong", "0".repeat(64));
        receive("a/unknown", "");
        receive("a/unwanted", "");
        assertThat(staging.resolve("data/a/right")).hasContent("content");
        assertThat(staging.resolve("data/a")).isDirectoryNotContaining("glob:**/{wrong,unknown,unwanted}");
        assertThat(staging.resolve("part")).isDirectoryNotContaining("glob:**/try-of-{right,wrong}");

        sh(VolumeScripts.KEEP, 0, staging.toString(), "a/unknown", "try-of-unknown");
        sh(VolumeScripts.DROP, 0, staging.toString(), "try-of-unwanted");
        assertThat(staging.resolve("part")).isEmptyDirectory();
        assertThat(prepare()).contains("7 ./a/right", "7 ./a/unknown").doesNotContain("unwanted", "wrong");
        assertThat(run(VolumeScripts.VERIFIED, 0)).isTrue();
        assertThat(run(VolumeScripts.PLACE, 0)).isTrue();
        assertThat(look()).as("what is in place is somebody's data").isEqualTo("occupied");
    }

    private static final TreeMap<String, String> OLD =
            files("wal/0", "chunks_head/0", "block-1/index", "lock", ".state", "old");
    private static final TreeMap<String, String> NEW =
            files("wal/0", "chunks_head/0", "block-2/index", "block-3/index", "new");

    private static TreeMap<String, String> files(String... names) {
        var files = new TreeMap<String, String>();
        for (var i = 0; i < names.length - 1; i++) {
            files.put(names[i], names[names.length - 1]);
        }
        return files;
    }

    /** The old data in their place and the new ones beside them. */
    private void again() throws IOException {
        assertThat(shell(
                        "command rm -rf \"$1\"; mkdir -p \"$1/lost+found\"",
                        folder.resolve("output"),
                        0,
                        volume.toString()))
                .isTrue();
        for (var name : OLD.keySet()) {
            write(name, "old");
        }
        stage("mark");
    }

    private void stage(String mark) throws IOException {
        for (var name : NEW.keySet()) {
            write(".cameleer-restore/" + mark + "/data/" + name, "new");
        }
        write(".cameleer-restore/" + mark + "/verified", "");
    }

    private void write(String name, String content) throws IOException {
        var file = volume.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private TreeMap<String, String> visible() throws IOException {
        var found = new TreeMap<String, String>();
        try (var files = Files.walk(volume)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = volume.relativize(file).toString();
                if (!name.startsWith(".cameleer-")) {
                    found.put(name, Files.readString(file));
                }
            }
        }
        return found;
    }

    private List<String> hidden() throws IOException {
        try (var files = Files.list(volume)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(".cameleer-"))
                    .toList();
        }
    }

    private String look() throws IOException {
        assertThat(run(VolumeScripts.LOOK, 0)).isTrue();
        return Files.readString(folder.resolve("output")).strip();
    }

    private String prepare() throws IOException {
        assertThat(run(VolumeScripts.PREPARE, 0)).isTrue();
        return Files.readString(folder.resolve("output"));
    }

    private void receive(String path, String checksum) throws IOException {
        var input = Files.writeString(folder.resolve("input"), "content and more");
        var process = new ProcessBuilder(
                        "sh",
                        "-c",
                        VolumeScripts.RECEIVE,
                        "receive",
                        volume.resolve(".cameleer-restore/mark").toString(),
                        path,
                        "7",
                        checksum,
                        "try-of-" + path.substring(2))
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.inputReader().lines().toList())
                .last()
                .isEqualTo(Digests.of("content".getBytes(StandardCharsets.UTF_8)));
    }

    private boolean run(String script, int last) throws IOException {
        return sh(script, last, volume.toString(), "mark", "run");
    }

    private boolean sh(String script, int last, String... arguments) throws IOException {
        return shell(script, folder.resolve("output"), last, arguments);
    }

    /** Whether it came to its end; it is killed at its {@code last} step, never with 0. */
    private boolean shell(String script, Path output, int last, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", ENDING + script, "volume"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put(VolumeScripts.ATTEMPT, ATTEMPT);
        builder.environment().put("LAST", String.valueOf(last));
        try {
            return builder.start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
