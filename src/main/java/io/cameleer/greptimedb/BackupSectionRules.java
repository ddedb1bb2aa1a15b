package io.cameleer.greptimedb;

import io.cameleer.backup.BackupRules;
import io.cameleer.greptimedb.spec.GreptimeSpec;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.List;

/** What of the shared backup and restore sections GreptimeDB has no use for: it writes and reads its tables itself. */
final class BackupSectionRules {
    private BackupSectionRules() {}

    static List<Violation> violations(GreptimeSpec spec) {
        var found = new ArrayList<Violation>();
        var backup = spec.backup();
        if (backup != null && backup.enabled()) {
            found.addAll(BackupRules.violations(backup));
            provider("spec.backup", backup.provider(), found);
            if (backup.incremental()) {
                found.add(new Violation(
                        "spec.backup.format", "is incremental, but the database copies whole tables", "remove it"));
            }
            if (backup.verify() != null) {
                found.add(new Violation(
                        "spec.backup.verify",
                        "is set, but a backup of GreptimeDB cannot be tried in a single pod",
                        "remove it, and name the backup in spec.restoreFrom of a cluster made for the trial"));
            }
        }
        if (spec.restoreFrom() != null) {
            provider("spec.restoreFrom", spec.restoreFrom().provider(), found);
            if (spec.restoreFrom().bucket() == null && backup == null) {
                found.add(new Violation(
                        "spec.restoreFrom.bucket", "is missing", "name the bucket, here or in spec.backup"));
            }
        }
        return found;
    }

    private static void provider(String path, String provider, List<Violation> found) {
        if (provider != null && !provider.equals("s3")) {
            found.add(new Violation(
                    path + ".provider",
                    "is " + provider + ", but the COPY statement of GreptimeDB knows S3 only",
                    "use a bucket that speaks S3; Google's does at https://storage.googleapis.com with an HMAC key"));
        }
    }
}
