package io.cameleer.backup.restore;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.Digests;
import io.cameleer.backup.PodShell;
import io.cameleer.backup.catalog.Manifest;
import io.cameleer.backup.catalog.StoredBackup;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import java.io.IOException;
import java.security.DigestInputStream;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of one file from the store to a volume; its checksum is computed on both sides. */
record FileTransfer(Store store, StoredBackup backup, Manifest.File file, DataVolume volume, VolumeProgress progress) {
    private static final Logger LOG = LoggerFactory.getLogger(FileTransfer.class);
    private static final int TRIES = 3;

    /**
     * Brings it, again when it was damaged or cut off on the way.
     *
     * @throws BackupException when it is corrupt in the store, or the volume or the pod fails
     */
    void bring() throws IOException {
        for (var attempt = 1; ; attempt++) {
            try {
                receive();
                return;
            } catch (Damaged | PodShell.Broken e) {
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.info("File {} is brought again: {}", file.path(), e.getMessage());
            }
        }
    }

    private void receive() throws IOException {
        var attempt = UUID.randomUUID().toString();
        var digest = Digests.sha256();
        String arrived;
        try (var in = new DigestInputStream(
                progress.counting(new ResumingRead(store, file.key(), file.offset(), file.bytes())), digest)) {
            arrived = volume.receive(file, in, attempt);
        }
        var sent = Digests.hex(digest);
        var expected = file.sha256() == null ? sent : file.sha256();
        if (!sent.equals(expected)) {
            throw new BackupException(
                    "file " + file.path() + " of backup " + backup.name() + " is corrupt in the store: "
                            + file.key() + " has SHA-256 " + sent + ", its manifest says " + expected
                            + "; choose another backup");
        }
        if (!arrived.equals(expected)) {
            volume.drop(attempt);
            throw new Damaged("file " + file.path() + " arrived in pod " + volume.pod() + " with SHA-256 " + arrived
                    + " instead of " + expected + "; check the volume");
        }
        if (file.sha256() == null) {
            volume.keep(file, attempt);
        }
    }

    /** A file whose checksum on the volume is another than in the store. */
    private static final class Damaged extends BackupException {
        private static final long serialVersionUID = 1L;

        private Damaged(String message) {
            super(message);
        }
    }
}
