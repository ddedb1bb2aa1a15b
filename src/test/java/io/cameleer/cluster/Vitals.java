package io.cameleer.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What every wait needs to be alive: the operators under test, the control plane, the node. */
public final class Vitals {
    private record Sign(Object owner, Supplier<Optional<String>> trouble, Supplier<String> log) {}

    private static final List<Sign> signs = new CopyOnWriteArrayList<>();

    private Vitals() {}

    /**
     * Has an eye on something until it is told to end.
     *
     * @param trouble what is wrong with it, asked ten times a second
     * @param log the end of its log, for the story of a failure; may be empty
     */
    static void watch(Object owner, Supplier<Optional<String>> trouble, Supplier<String> log) {
        signs.add(new Sign(owner, trouble, log));
    }

    /** Looks away: from now on it may end. */
    static void forget(Object owner) {
        signs.removeIf(sign -> sign.owner() == owner);
    }

    /** What is wrong with the first that is not well. */
    public static Optional<String> trouble() {
        return signs.stream().flatMap(sign -> sign.trouble().get().stream()).findFirst();
    }

    /** The ends of the logs of all that is watched. */
    static Stream<String> logs() {
        return signs.stream().map(sign -> sign.log().get()).filter(log -> !log.isEmpty());
    }
}
