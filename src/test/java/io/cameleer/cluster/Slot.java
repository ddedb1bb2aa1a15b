package io.cameleer.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The place on this machine that this JVM has for itself while it lives: its number is part of every port, address, link and
 * folder that a run makes, so two checkouts run at the same time, and what a killed run left is known by it and removed.
 */
final class Slot {
    private static final int SLOTS = 16;
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Slot MINE = take();

    private final int number;

    /** Never read: it is held until the JVM ends, however it ends. */
    @SuppressWarnings("unused")
    private final FileLock lock;

    private Slot(int number, FileLock lock) {
        this.number = number;
        this.lock = lock;
    }

    /** From 0 to 15. */
    static int number() {
        return MINE.number;
    }

    /** What begins the names of folders of this slot. */
    static String prefix() {
        return prefix(MINE.number);
    }

    private static String prefix(int number) {
        return "cameleer-" + number + "-";
    }

    private static Slot take() {
        try {
            var locks = Files.createDirectories(TEMPORARY.resolve("cameleer-slots"));
            for (var number = 0; number < SLOTS; number++) {
                var lock = lock(locks.resolve(String.valueOf(number)));
                if (lock.isPresent()) {
                    clean(number);
                    return new Slot(number, lock.get());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no run can be told from another: " + e.getMessage(), e);
        }
        throw new IllegalStateException(SLOTS + " runs on this machine are as many as there is room for");
    }

    private static Optional<FileLock> lock(Path file) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = Optional.ofNullable(channel.tryLock());
            if (lock.isEmpty()) {
                channel.close();
            }
            return lock;
        } catch (IOException | OverlappingFileLockException e) {
            return Optional.empty(); // another user's
        }
    }

    /** Whoever had the slot before is gone, and with it the use of its folders. */
    private static void clean(int number) throws IOException {
        try (var left = Files.newDirectoryStream(TEMPORARY, prefix(number) + "*")) {
            for (var folder : left) {
                try {
                    Leftovers.remove(folder);
                } catch (IllegalStateException e) {
                    Progress.say("a folder of a run before stays: " + folder);
                }
            }
        }
    }
}
