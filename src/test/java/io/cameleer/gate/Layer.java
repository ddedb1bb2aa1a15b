package io.cameleer.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The layers of {@code mvn verify} in the order in which they run; each needs more than the one before. */
enum Layer {
    /** Functions and the architecture. */
    UNIT("unit", "Test"),
    /** A real API server with fake nodes. */
    CONTRACT("contract (real API server)", "ContractIT"),
    /** A real node. */
    NODE("end-to-end (real node)", "EndToEndIT");

    private final String title;
    private final String suffix;

    Layer(String title, String suffix) {
        this.title = title;
        this.suffix = suffix;
    }

    /** Whether a class of tests belongs to it, by its name. */
    boolean has(Class<?> tests) {
        return tests.getSimpleName().endsWith(suffix);
    }

    /** As the closing table names it. */
    String title() {
        return title;
    }

    /** The layer of this JVM, which the build names by {@code -Dlayer}; none in an editor. */
    static Optional<Layer> current() {
        return Optional.ofNullable(System.getProperty("layer"))
                .filter(name -> !name.isBlank())
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /** Those that run before this one. */
    List<Layer> before() {
        return Arrays.stream(values())
                .filter(layer -> layer.compareTo(this) < 0)
                .toList();
    }
}
