package io.cameleer.greenplum.pxf;

import io.cameleer.greenplum.spec.Amounts;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.SecretNeed;
import io.cameleer.reconcile.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a GreenplumPXFService needs. */
public final class PxfRules {
    /** Adds what is wrong with a service. */
    public Reconciliation<GreenplumPXFService> check(Reconciliation<GreenplumPXFService> reconciliation) {
        var spec = reconciliation.primary().getSpec();
        return reconciliation.violating(
                spec == null
                        ? List.of(new Violation("spec", "is missing", "add it; an empty one, {}, has all defaults"))
                        : violations(spec));
    }

    /** What is wrong with a spec by itself; a missing one is another matter. */
    public static List<Violation> violations(PxfSpec spec) {
        return spec == null
                ? List.of()
                : Stream.of(
                                Amounts.violation(spec.cpu(), "pxf", "cpu", "spec.cpu"),
                                Amounts.violation(spec.memory(), "pxf", "memory", "spec.memory"))
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** The Secrets that a service refers to. */
    public static List<SecretNeed> secrets(GreenplumPXFService service) {
        return Optional.ofNullable(service.getSpec())
                .map(PxfSpec::pxfConf)
                .map(PxfSpec.Conf::s3Source)
                .map(source -> new SecretNeed(
                        "spec.pxfConf.s3Source.secret", source.secret(), List.of("access_key_id", "secret_access_key")))
                .stream()
                .toList();
    }

    /** {@link #secrets(GreenplumPXFService)} of a reconciliation, for the route. */
    public List<SecretNeed> needs(Reconciliation<GreenplumPXFService> reconciliation) {
        return secrets(reconciliation.primary());
    }
}
