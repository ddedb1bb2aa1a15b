package io.cameleer.endtoend;

import io.cameleer.cluster.Prometheuses;
import org.junit.jupiter.api.BeforeEach;

/** Tests that each have a namespace of their own on the shared stage. */
abstract class OnStage {
    Stage stage;
    Prometheuses prometheuses;

    @BeforeEach
    void enter() {
        stage = Stage.get();
        prometheuses = stage.prometheuses();
    }
}
