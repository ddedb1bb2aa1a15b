package io.cameleer.operator;

import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import org.apache.camel.Exchange;

/** Hands every reconciliation to the route and turns the route's answer into the queue's. */
final class RouteReconciler<P extends HasMetadata> implements Reconciler<P> {
    private final OperatorConsumer consumer;
    private final List<Class<? extends HasMetadata>> owned;
    private final String label;
    private final QueueMetrics metrics;

    RouteReconciler(
            OperatorConsumer consumer, List<Class<? extends HasMetadata>> owned, String label, QueueMetrics metrics) {
        this.consumer = consumer;
        this.owned = owned;
        this.label = label;
        this.metrics = metrics;
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return owned.stream()
                .<EventSource<?, P>>map(type -> informer(type, context))
                .toList();
    }

    private <S extends HasMetadata> InformerEventSource<S, P> informer(Class<S> type, EventSourceContext<P> context) {
        var primary = context.getPrimaryResourceClass();
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, primary)
                        .withName(type.getSimpleName())
                        .withLabelSelector(label)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(primary))
                        .build(),
                context);
    }

    /**
     * Runs the route on one object.
     *
     * @throws Exception what the route threw, so that the queue retries
     */
    @Override
    public UpdateControl<P> reconcile(P resource, Context<P> context) throws Exception {
        var exchange = consumer.createExchange(false);
        try {
            exchange.getMessage()
                    .setBody(new Reconciliation<>(resource, context, owned, context.isPrimaryResourceDeleted()));
            exchange.getMessage().setHeader("namespace", resource.getMetadata().getNamespace());
            exchange.getMessage().setHeader("name", resource.getMetadata().getName());
            metrics.time(() -> consumer.getProcessor().process(exchange));
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return answer(exchange);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    private UpdateControl<P> answer(Exchange exchange) {
        UpdateControl<P> done = UpdateControl.noUpdate();
        var result = exchange.getMessage().getBody();
        if (result instanceof Reconciliation<?> reconciliation) {
            reconciliation.requeueAfter().ifPresent(done::rescheduleAfter);
        }
        return done;
    }
}
