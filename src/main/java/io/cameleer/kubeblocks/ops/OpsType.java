package io.cameleer.kubeblocks.ops;

import java.util.List;
import java.util.stream.Stream;

/** What can be done with a Cluster, and in which of its phases. */
enum OpsType {
    RESTART("Restart", "restart"),
    UPGRADE("Upgrade", "upgrade"),
    VERTICAL_SCALING("VerticalScaling", "verticalScaling"),
    HORIZONTAL_SCALING("HorizontalScaling", "horizontalScaling"),
    VOLUME_EXPANSION("VolumeExpansion", "volumeExpansion"),
    STOP("Stop", ""),
    START("Start", ""),
    RECONFIGURING("Reconfiguring", "reconfigure"),
    EXPOSE("Expose", "expose");

    private final String word;
    private final String section;

    OpsType(String word, String section) {
        this.word = word;
        this.section = section;
    }

    /**
     * The type of a word.
     *
     * @throws java.util.NoSuchElementException when there is none, which the schema forbids
     */
    static OpsType of(String word) {
        return Stream.of(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** The field of the spec that says what exactly; empty when the type says all. */
    String section() {
        return section;
    }

    /** The phases of a Cluster in which it can begin: what is just changing is not changed again. */
    List<String> phases() {
        return this == START ? List.of("Stopped") : List.of("Running", "Abnormal", "Failed");
    }

    /** Whether it can be taken back while it is carried out. */
    boolean cancellable() {
        return this == VERTICAL_SCALING || this == HORIZONTAL_SCALING;
    }

    @Override
    public String toString() {
        return word;
    }
}
