package io.cameleer.backup;

import io.cameleer.reconcile.Violation;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What the schema cannot say about a backup section. */
public final class BackupRules {
    private BackupRules() {}

    /** What is wrong with a backup section that is enabled. */
    public static List<Violation> violations(BackupSpec spec) {
        return violations("spec.backup", spec);
    }

    /** The same for a section that stands at another path. */
    public static List<Violation> violations(String path, BackupSpec spec) {
        var found = new ArrayList<Violation>();
        schedule(path + ".schedule", spec.schedule(), found);
        if (spec.verify() != null) {
            schedule(path + ".verify.schedule", spec.verify().schedule(), found);
        }
        if (spec.timeZone() != null) {
            try {
                ZoneId.of(spec.timeZone());
            } catch (DateTimeException e) {
                found.add(new Violation(
                        path + ".timeZone",
                        "\"" + spec.timeZone() + "\" is no time zone",
                        "write a name of the IANA database, as Europe/Berlin, or remove it for UTC"));
            }
        }
        if ("azure".equals(spec.provider()) && spec.credentialsSecretRef() == null && spec.endpoint() == null) {
            found.add(new Violation(
                    path + ".endpoint",
                    "is needed with azure and no Secret",
                    "write https://ACCOUNT.blob.core.windows.net"));
        }
        return List.copyOf(found);
    }

    private static void schedule(String field, String schedule, List<Violation> found) {
        if (schedule != null) {
            Schedule.problem(schedule)
                    .ifPresent(problem -> found.add(new Violation(
                            field,
                            problem,
                            "write five fields of a time that comes, as in \"0 */6 * * *\", or a macro as @daily")));
        }
    }
}
