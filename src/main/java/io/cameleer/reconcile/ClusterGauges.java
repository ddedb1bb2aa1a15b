package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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

    private record Gauge<C>(MultiGauge meter, Function<C, Stream<Row>> rows) {}

    /**
     * A figure, with tags of its own.
     *
     * @param tags what tells rows of one object apart
     * @param value the figure
     */
    public record Row(Tags tags, int value) {}

    /**
     * Adds a figure of an object.
     *
     * @param figure gives nothing or null for an object that does not have it
     */
    public ClusterGauges<C> number(String name, String description, Function<C, Integer> figure) {
        return rows(name, description, object -> Stream.ofNullable(figure.apply(object))
                .map(value -> new Row(Tags.empty(), value)));
    }

    /** Adds a word of an object, as a figure that is 1 for the word that it has. */
    public ClusterGauges<C> word(String name, String description, String tag, Function<C, String> word) {
        return rows(name, description, object -> Stream.ofNullable(word.apply(object))
                .map(value -> new Row(Tags.of(tag, value), 1)));
    }

    /** Adds figures of which an object has any number. */
    public ClusterGauges<C> rows(String name, String description, Function<C, Stream<Row>> rows) {
        gauges.add(new Gauge<>(
                MultiGauge.builder(prefix + name).description(description).register(meters), rows));
        return this;
    }

    /** Tells of these objects and of no other. */
    public void tell(List<C> objects) {
        for (var gauge : gauges) {
            gauge.meter()
                    .register(
                            objects.stream()
                                    .flatMap(object -> gauge.rows()
                                            .apply(object)
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
