package io.cameleer.greenplum.spec;

import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Amounts of processor, memory and storage. That none is negative is no rule of the schema, which could not name the value:
 * Kubernetes takes the text of an amount for one of any length and refuses rules about it as too costly.
 */
public final class Amounts {
    private Amounts() {}

    /** What is wrong with the amounts of a spec. */
    public static List<Violation> violations(GreenplumSpec spec) {
        return Stream.concat(of(spec.masterAndStandby(), "masterAndStandby"), of(spec.segments(), "segments"))
                .toList();
    }

    private static Stream<Violation> of(GroupSpec group, String name) {
        return Stream.of(
                        violation(group.cpu(), name, "cpu", "spec." + name + ".cpu"),
                        violation(group.memory(), name, "memory", "spec." + name + ".memory"),
                        violation(group.storage(), name, "storage", "spec." + name + ".storage"))
                .flatMap(Optional::stream);
    }

    /** What is wrong with one amount, in the words that users of this API know. */
    public static Optional<Violation> violation(Quantity amount, String name, String field, String path) {
        return amount != null && Quantity.getAmountInBytes(amount).signum() < 0
                ? Optional.of(new Violation(
                        path,
                        "invalid %s %s value: \"%s\": must be greater than or equal to 0"
                                .formatted(name, field, amount),
                        "set it to a positive amount"))
                : Optional.empty();
    }

    /** The limits of a container; what is null is not limited. */
    public static Map<String, Quantity> limits(Quantity cpu, Quantity memory) {
        var limits = new HashMap<String, Quantity>();
        if (cpu != null) {
            limits.put("cpu", cpu);
        }
        if (memory != null) {
            limits.put("memory", memory);
        }
        return limits;
    }
}
