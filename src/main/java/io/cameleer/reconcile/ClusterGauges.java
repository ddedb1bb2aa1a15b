package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
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

    private record Gauge<C>(MultiGauge meter, Function<C, Optional<Row>> row) {}

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
                MultiGauge.builder(prefix + name).description(description).register(meters), row));
        return this;
    }

    /** Tells of these objects and of no other. */
    public void tell(List<C> objects) {
        for (var gauge : gauges) {
            gauge.meter()
                    .register(
                            objects.stream()
                                    .flatMap(object -> gauge.row().apply(object).stream()
                                            .map(row -> MultiGauge.Row.of(
                                                    tags(object).and(row.tags()), row.value())))
                                    .toList(),
                            true);
        }
    }

    private static Tags tags(HasMetadata object) {
        return Tags.of(
                "namespace",
                Optional.ofNullable(object.getMetadata().getNamespace()).orElse(""),
                "cluster",
                object.getMetadata().getName());
    }
}
