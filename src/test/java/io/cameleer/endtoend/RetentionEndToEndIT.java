package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a retention removes from a store, and what it may not. */
@Tag("full")
@BesideOthers
class RetentionEndToEndIT extends OnStage {
    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void anIncrementalBackupOfUnchangedDataSendsNextToNothingAndRetentionCollectsWhatNobodyNeeds() {
        stage.bucket("increments");
        var backup = "{enabled: true, bucket: increments, format: incremental, retention: {count: 2}}";
        prometheuses.apply("increments", "{" + Stage.FAST + ", storage: {size: 1Gi}, backup: " + backup + "}");
        prometheuses.await("increments", "Active");
        stage.pods().inflate("increments", "increments-0", 100);
        var first = stage.backUp("increments", "alice");
        var second = stage.backUp("increments", "bob");
        assertThat(first.uploadedBytes()).isGreaterThan(100L << 20);
        assertThat(second.bytes()).isGreaterThan(100L << 20);
        assertThat(second.uploadedBytes()).isLessThan(first.uploadedBytes() / 20);

        // The large block goes from the database, as its own retention would have it.
        stage.pods()
                .exec(
                        "increments-0",
                        "sh",
                        "-c",
                        "cd /prometheus && for b in 01*; do [ -e $b/chunks/000900 ] && rm -rf $b; done; true");
        stage.pods().delete("increments-0");
        Waiting.until("the pod to be ready again", () -> {
            stage.pods().awaitSeries("increments-0");
            return true;
        });
        prometheuses.await("increments", "Active");
        for (var actor : List.of("carol", "dave")) {
            stage.backUp("increments", actor);
            Waiting.until("the retention to be applied", () -> prometheuses
                    .condition("increments", "BackupsRetained")
                    .getStatus()
                    .equals("True"));
        }
        Waiting.until("the large block to be collected", () -> {
            try (var s3 = stage.store().client()) {
                return s3.listObjectsV2(request -> request.bucket("increments")).contents().stream()
                        .noneMatch(object -> object.size() > (50 << 20));
            }
        });
        assertThat(prometheuses.get("increments").getStatus().retention().kept())
                .isEqualTo(2);
        prometheuses.awaitEvent("increments", "BackupsRemoved: Removed");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aRetentionThatMayNotDeleteIsToldAndHarmsNothing() {
        var spec = backedUp("undeletable");
        var session = stage.store().session("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": ["arn:aws:s3:::*"],
                         "Action": ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads",
                                    "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]}]}""");
        stage.secret(
                "session",
                Map.of(
                        "AWS_ACCESS_KEY_ID", session.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", session.secretAccessKey(),
                        "AWS_SESSION_TOKEN", session.sessionToken()));
        start(
                "undeletable",
                spec.replace(
                        "bucket: undeletable",
                        "bucket: undeletable, credentialsSecretRef: {name: session}, retention: {count: 1}"));
        stage.backUp("undeletable", "alice");
        stage.backUp("undeletable", "bob");
        prometheuses.awaitCondition("undeletable", "BackupsRetained", "False", "refuses these credentials");
        prometheuses.awaitCondition("undeletable", "BackupSucceeded", "True", "was stored");
        assertThat(stage.operatorLog()).doesNotContain(session.secretAccessKey(), session.sessionToken());
        try (var s3 = stage.store().client()) {
            assertThat(s3.listObjectsV2(request -> request.bucket("undeletable"))
                            .contents())
                    .as("two archives, their manifests and the folder's owner")
                    .hasSize(5);
        }
    }
}
