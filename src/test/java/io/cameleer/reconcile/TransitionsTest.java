package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final String FINE =
            "{phase: Active, conditions: [{type: Degraded, status: 'False', message: fine}]}";
    private static final String BAD =
            "{phase: Active, conditions: [{type: Degraded, status: 'True', reason: Bad, message: broken}]}";

    @Test
    void aStatusThatSaysTheSameIsNoNews() throws JsonProcessingException {
        assertThat(Transitions.between(status(BAD), status(BAD))).isEmpty();
    }

    @Test
    void aNewPhaseAndANewProblemAreNews() throws JsonProcessingException {
        assertThat(Transitions.between(status("{}"), status(BAD)))
                .extracting(news -> news.warning() + " " + news.reason())
                .containsExactly("false Active", "true Bad");
    }

    @Test
    void theEndOfAProblemIsNews() throws JsonProcessingException {
        assertThat(Transitions.between(status(BAD), status(FINE)))
                .extracting(Transitions.News::reason)
                .containsExactly("Recovered");
    }

    @Test
    void aConditionKeepsItsTimeWhileItsStatusStays() {
        var first = new Conditions(null, 1, Instant.parse("2026-01-31T05:00:00.5Z")).of("Ready", true, "A", "one");
        var later = new Conditions(List.of(first), 2, Instant.parse("2026-01-31T06:00:00Z"));
        assertThat(first.getLastTransitionTime()).isEqualTo("2026-01-31T05:00:00Z");
        assertThat(later.of("Ready", true, "B", "two").getLastTransitionTime()).isEqualTo("2026-01-31T05:00:00Z");
        assertThat(later.of("Ready", false, "B", "two").getLastTransitionTime()).isEqualTo("2026-01-31T06:00:00Z");
    }

    private static JsonNode status(String yaml) throws JsonProcessingException {
        return new YAMLMapper().readTree(yaml);
    }
}
