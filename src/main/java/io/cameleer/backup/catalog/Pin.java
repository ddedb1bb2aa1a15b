package io.cameleer.backup.catalog;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoredObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pin beside a backup by which somebody who restores it, of whichever cluster, asks the retention of its owner to leave it
 * where it is.
 *
 * @param key the pin's key
 * @param text for whom it is, for people
 */
public record Pin(String key, String text) {
    /** How long a pin counts that nobody takes away. */
    public static final Duration LASTS = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Pin.class);

    /**
     * The pin of a cluster.
     *
     * @param use tells the uses apart that one cluster may have for a backup at once
     */
    public static Pin of(StoredBackup backup, HasMetadata object, String use) {
        return new Pin(
                new BackupFolder(backup.folder())
                        .pin(backup.time(), object.getMetadata().getUid() + "-" + use),
                BackupOwner.of(object) + ": " + use);
    }

    /** Sets it anew. Whoever may only read a store goes without. */
    public void set(Store store) {
        try {
            store.put(key, text.getBytes(StandardCharsets.UTF_8), "text/plain");
        } catch (BackupException e) {
            LOG.warn("A retention may remove what is about to be restored, as it cannot be pinned: {}", e.getMessage());
        }
    }

    /**
     * Takes the pin away.
     *
     * @throws BackupException when the store refuses
     */
    public void remove(Store store) {
        store.delete(List.of(key));
    }

    /** The times of the backups that are pinned. */
    public static Set<Instant> times(Store store, BackupFolder folder, Instant now) {
        return store.listFolder(folder.path()).stream()
                .filter(object -> counts(object, now))
                .flatMap(object -> folder.ofPin(object.key()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a backup is pinned now. */
    static boolean isOn(Store store, BackupFolder folder, Instant time, Instant now) {
        return store.list(folder.pin(time, "")).stream().anyMatch(object -> counts(object, now));
    }

    /** Removes the pins that count no longer. */
    static void forget(Store store, BackupFolder folder, Instant now) {
        var old = store.listFolder(folder.path()).stream()
                .filter(object -> folder.ofPin(object.key()).isPresent() && !counts(object, now))
                .map(StoredObject::key)
                .toList();
        if (!old.isEmpty()) {
            store.delete(old);
        }
    }

    private static boolean counts(StoredObject object, Instant now) {
        return object.modified().plus(LASTS).isAfter(now);
    }
}
