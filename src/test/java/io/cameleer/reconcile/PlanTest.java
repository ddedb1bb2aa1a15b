package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theSameWriteOverTheSameVersionIsOneRowHoweverOftenItIsPlanned() {
        var change = Change.of("update", map("7"), List.of("data.a"));
        assertThat(Plan.of(map("1"), map(null), map("7"), change).id())
                .isEqualTo(Plan.of(map("2"), map(null), map("7"), change).id())
                .isNotEqualTo(Plan.of(map("1"), map(null), map("8"), change).id());
    }

    @Test
    void anObjectThatIsMadeAgainIsAnotherRow() {
        var change = Change.of("create", map(null), List.of());
        assertThat(Plan.of(map("1"), map(null), null, change).id())
                .isNotEqualTo(Plan.of(map("1"), map(null), null, change).id());
    }

    private static ConfigMap map(String version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("demo")
                .withUid("uid")
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }
}
