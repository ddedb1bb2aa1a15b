package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import software.amazon.awssdk.core.sync.RequestBody;

/** Archives that Cameleer did not write: those of the older tool are restored, and those that mean harm are refused. */
@Tag("full")
@BesideOthers
class ForeignArchivesEndToEndIT extends OnStage {
    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void archivesOfTheOlderToolAreRestoredAndHostileOnesRefused() throws IOException {
        start("older", backedUp("older"));
        var key = stage.backUp("older", "alice").key();
        try (var s3 = stage.store().client()) {
            var archive = s3.getObjectAsBytes(request -> request.bucket("older").key(key))
                    .asByteArray();
            s3.putObject(
                    request -> request.bucket("older").key("older-copy/20250101T000000Z.tar"),
                    RequestBody.fromBytes(archive));
            for (var name : List.of("snapshot/../../escaped", "/etc/escaped", "snapshot/a/../../../escaped")) {
                s3.putObject(
                        request -> request.bucket("older")
                                .key("hostile-" + Math.floorMod(name.hashCode(), 1000) + "/20250101T000000Z.tar"),
                        RequestBody.fromBytes(archiveWith(archive, new TarArchiveEntry(name, true))));
            }
            var link = new TarArchiveEntry("snapshot/link", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            s3.putObject(
                    request -> request.bucket("older").key("hostile-link/20250101T000000Z.tar"),
                    RequestBody.fromBytes(archiveWith(archive, link)));
            s3.putObject(
                    request -> request.bucket("older").key("truncated/20250101T000000Z.tar"),
                    RequestBody.fromBytes(Arrays.copyOf(archive, 1_700)));
            s3.putObject(
                    request -> request.bucket("older").key("bad-manifest/.20250101T000000Z.json"),
                    RequestBody.fromString("{\"apiVersion\": \"cameleer.io/backup.v1\", \"ti"));
        }
        prometheuses.apply("from-older", "{storage: {size: 1Gi}, restoreFrom: {bucket: older, cluster: older-copy}}");
        prometheuses.awaitRestore("from-older", "Succeeded");

        for (var name : List.of("snapshot/../../escaped", "/etc/escaped", "snapshot/a/../../../escaped")) {
            refused("hostile-" + Math.floorMod(name.hashCode(), 1000), "leads out of the database's folder");
        }
        refused("hostile-link", "neither a plain file nor a folder");
        refused("truncated", "choose another");
        refused("bad-manifest", "there is no good backup");
        refused("never-existed", "the folder has none at all");
        assertThat(stage.pods().ofRestores("from-older")).isEmpty();
    }

    private void refused(String cluster, String words) {
        var name = "refused-" + cluster;
        prometheuses.apply(name, "{storage: {size: 1Gi}, restoreFrom: {bucket: older, cluster: " + cluster + "}}");
        prometheuses.awaitCondition(name, "Restored", "False", words);
        prometheuses.await(name, "Failed");
        assertThat(stage.pods().of(name)).isEmpty();
        assertThat(stage.pods().ofRestores(name)).isEmpty();
        prometheuses.delete(name);
    }

    private static byte[] archiveWith(byte[] archive, TarArchiveEntry more) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(archive));
                var out = new TarArchiveOutputStream(bytes)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putArchiveEntry(entry);
                in.transferTo(out);
                out.closeArchiveEntry();
            }
            out.putArchiveEntry(more);
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
