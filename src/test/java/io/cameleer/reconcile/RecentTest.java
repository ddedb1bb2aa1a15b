package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final List<String> made = new ArrayList<>();
    private final Recent<String> recent = new Recent<>(2);

    private String get(String key) {
        return recent.get(key, () -> {
            made.add(key);
            return "value of " + key;
        });
    }

    @Test
    void whatWasAskedForLastIsMadeOnce() {
        assertThat(get("a")).isEqualTo("value of a");
        get("b");
        get("a");
        get("c");
        assertThat(get("a")).isEqualTo("value of a");
        get("b");
        assertThat(made).containsExactly("a", "b", "c", "b");
    }

    @Test
    void whatCannotBeMadeIsTriedAgain() {
        assertThatThrownBy(() -> recent.get("a", () -> {
                    throw new IllegalStateException("not yet");
                }))
                .hasMessage("not yet");
        assertThat(get("a")).isEqualTo("value of a");
    }
}
