package io.cameleer.hyperbytedb.certificates;

import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How the members of a cluster prove who they are.
 *
 * @param context trusts their authority; nothing when HTTP is not encrypted
 * @param mark changes with the certificate, so that pods restart with it
 * @param expiry when the certificate becomes invalid, null when there is none
 * @param steps what is to be written about certificates now
 * @param violations what keeps the certificate from being used
 * @param remark what a person should know of it, null for nothing
 */
public record ClusterTls(
        Optional<SSLContext> context,
        String mark,
        Instant expiry,
        List<Plan> steps,
        List<Violation> violations,
        String remark) {
    /** HTTP that is not encrypted. */
    public static final ClusterTls OFF = new ClusterTls(Optional.empty(), null, null, List.of(), List.of(), null);

    static ClusterTls waiting(List<Plan> steps, Violation... violations) {
        return new ClusterTls(Optional.empty(), null, null, steps, List.of(violations), null);
    }
}
