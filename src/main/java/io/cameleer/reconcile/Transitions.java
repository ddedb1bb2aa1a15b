package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;

/** What a new status says that the old one did not: the news for Events and audit rows. */
public final class Transitions {
    private final KubernetesSerialization serialization;
    private final Events events;

    /** Tells news by Events. */
    public Transitions(KubernetesSerialization serialization, Events events) {
        this.serialization = serialization;
        this.events = events;
    }

    /**
     * A piece of news.
     *
     * @param warning whether a person should look
     */
    public record News(boolean warning, String reason, String message) {}

    /** Publishes what is new in a reconciliation's status. */
    public void tell(Reconciliation<?> reconciliation) {
        for (var item : of(reconciliation)) {
            if (item.warning()) {
                events.warning(reconciliation.primary(), item.reason(), item.message());
            } else {
                events.normal(reconciliation.primary(), item.reason(), item.message());
            }
        }
    }

    /** What is new in a reconciliation's status. */
    public List<News> of(Reconciliation<?> reconciliation) {
        if (reconciliation.status() == null) {
            return List.of();
        }
        JsonNode before = serialization
                .convertValue(reconciliation.primary(), JsonNode.class)
                .path("status");
        JsonNode after = serialization.convertValue(reconciliation.status(), JsonNode.class);
        return between(before, after);
    }

    static List<News> between(JsonNode before, JsonNode after) {
        var news = new ArrayList<News>();
        var phase = after.path("phase").asText();
        if (!phase.equals(before.path("phase").asText())) {
            news.add(new News(
                    false, phase, condition(after, "Ready").path("message").asText()));
        }
        var degraded = condition(after, "Degraded");
        var was = condition(before, "Degraded");
        var bad = degraded.path("status").asText().equals("True");
        if (bad
                && !(degraded.path("message").equals(was.path("message"))
                        && was.path("status").asText().equals("True"))) {
            news.add(new News(
                    true,
                    degraded.path("reason").asText(),
                    degraded.path("message").asText()));
        }
        if (!bad && was.path("status").asText().equals("True")) {
            news.add(new News(
                    false,
                    "Recovered",
                    "What was wrong is over: " + was.path("message").asText()));
        }
        return List.copyOf(news);
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
}
