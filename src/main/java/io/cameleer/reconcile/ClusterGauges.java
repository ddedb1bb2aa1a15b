package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Figures of the objects of a kind, each with the tags {@code namespace} and {@code cluster}. What an object does not
 * have has no row, and neither has an object that is gone.
 *
 * @param <C> the kind
 */
public final class ClusterGauges<C extends HasMetadata> {
    private final MeterRegistry meters;
    private final String prefix;
    private final List<Gauge<C>> gauges = new ArrayList<>();

    /**
     * Of one family.
     *
     * @param prefix how all of their names begin
     */
    public ClusterGauges(MeterRegistry meters, String prefix) {
        this.meters = meters;
        this.prefix = prefix;
    }

    /** One figure of all objects, with its values by their tags: a row stays registered while there is one, as it may be read just then. */
    private record Gauge<C extends HasMetadata>(
            MultiGauge meter, Function<C, Optional<Row>> row, Map<Tags, Value> values) {
        void tell(List<C> objects) {
            var rows = new HashMap<Tags, Number>();
            objects.forEach(object -> row.apply(object)
                    .ifPresent(row -> rows.put(ClusterGauges.tags(object).and(row.tags()), row.value())));
            values.keySet().retainAll(rows.keySet());
            rows.forEach(
                    (tags, number) -> values.computeIfAbsent(tags, added -> new Value()).now = number.doubleValue());
            meter.register(
                    values.entrySet().stream()
                            .map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue(), value -> value.now))
                            .toList(),
                    false);
        }
    }

    private static final class Value {
        private volatile double now;
    }

    private record Row(Tags tags, Number value) {}

    /**
     * Adds a figure of an object.
     *
     * @param figure gives nothing or null for an object that does not have it
     */
    public ClusterGauges<C> number(String name, String description, Function<C, Number> figure) {
        return row(name, description, object -> Optional.ofNullable(figure.apply(object))
                .map(value -> new Row(Tags.empty(), value)));
    }

    /** Adds a word of an object, as a figure that is 1 for the word that it has. */
    public ClusterGauges<C> word(String name, String description, String tag, Function<C, String> word) {
        return row(name, description, object -> Optional.ofNullable(word.apply(object))
                .map(value -> new Row(Tags.of(tag, value), 1)));
    }

    private ClusterGauges<C> row(String name, String description, Function<C, Optional<Row>> row) {
        gauges.add(new Gauge<>(
                MultiGauge.builder(prefix + name).description(description).register(meters), row, new HashMap<>()));
        return this;
    }

    /** Tells of these objects and of no other. */
    public synchronized void tell(List<C> objects) {
        gauges.forEach(gauge -> gauge.tell(objects));
    }

    private static Tags tags(HasMetadata object) {
        return Tags.of(
                "namespace",
                Optional.ofNullable(object.getMetadata().getNamespace()).orElse(""),
                "cluster",
                object.getMetadata().getName());
    }
}
