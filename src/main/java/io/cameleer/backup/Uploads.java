package io.cameleer.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Streams a snapshot from its pod into the bucket and writes a manifest beside it. */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final S3Stores stores;
    private final Snapshots snapshots;
    private final ProgressReports reports;
    private final Clock clock;

    /** Streams from pods to stores. */
    public Uploads(S3Stores stores, Snapshots snapshots, ProgressReports reports, Clock clock) {
        this.stores = stores;
        this.snapshots = snapshots;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * Removes what an interrupted predecessor of this run left in the store, and shows before any work is done on the
     * database that the store can be written to.
     *
     * @throws BackupException when the store refuses, saying what to do
     */
    public void prepare(BackupRun run) {
        var bucket = run.target().spec().bucket();
        try (var s3 = stores.open(run.target())) {
            s3.listMultipartUploads(request -> request.bucket(bucket).prefix(run.key())).uploads().stream()
                    .filter(upload -> upload.key().equals(run.key()))
                    .forEach(upload -> s3.abortMultipartUpload(
                            request -> request.bucket(bucket).key(run.key()).uploadId(upload.uploadId())));
        } catch (SdkException e) {
            throw stores.explain(run.target(), e);
        }
    }

    /**
     * Stores the snapshot and its manifest.
     *
     * @throws BackupException when the pod or the store fails; nothing of the upload is then left
     */
    public BackupRun stream(BackupRun run) throws IOException {
        var begin = clock.instant();
        var progress = reports.of(run);
        try (var s3 = stores.open(run.target());
                var upload = new MultipartUpload(s3, run.target().spec().bucket(), run.key(), progress::bytes)) {
            try {
                snapshots.read(run, upload);
                var stored = upload.complete(begin.until(clock.instant(), ChronoUnit.MILLIS));
                writeManifest(s3, run.stored(stored));
                return run.stored(stored);
            } catch (IOException | RuntimeException e) {
                abort(upload, run);
                throw e;
            }
        } catch (SdkException e) {
            throw stores.explain(run.target(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof SdkException refused) {
                throw stores.explain(run.target(), refused);
            }
            throw e;
        }
    }

    private void writeManifest(S3Client s3, BackupRun run) throws IOException {
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("apiVersion", "cameleer.io/backup.v1");
        manifest.put("kind", run.target().object().getKind());
        manifest.put("namespace", run.target().object().getMetadata().getNamespace());
        manifest.put("name", run.target().object().getMetadata().getName());
        manifest.put("time", run.time().toString());
        manifest.put(
                "completed", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        manifest.put("format", "tar");
        manifest.put("key", run.key());
        manifest.put("bytes", run.stored().bytes());
        manifest.put("sha256", run.stored().sha256());
        manifest.put("pod", run.pod());
        manifest.put("snapshot", run.snapshot());
        s3.putObject(
                request -> request.bucket(run.target().spec().bucket())
                        .key(run.manifestKey())
                        .contentType("application/json"),
                RequestBody.fromString(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest)));
    }

    private static void abort(MultipartUpload upload, BackupRun run) {
        try {
            upload.abort();
        } catch (SdkException e) {
            LOG.warn(
                    "The upload of {} could not be aborted and is removed by the next attempt: {}",
                    run.key(),
                    e.getMessage());
        }
    }
}
