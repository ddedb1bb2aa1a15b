package io.cameleer.operator;

import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Hands every reconciliation to the route and turns the route's answer into the queue's. */
final class RouteReconciler<P extends HasMetadata> implements Reconciler<P> {
    private static final String INSTANCE = "app.kubernetes.io/instance";

    private final OperatorConsumer consumer;
    private final List<Class<? extends HasMetadata>> owned;
    private final List<Class<? extends HasMetadata>> watched;
    private final String label;
    private final QueueMetrics metrics;

    RouteReconciler(
            OperatorConsumer consumer,
            List<Class<? extends HasMetadata>> owned,
            List<Class<? extends HasMetadata>> watched,
            String label,
            QueueMetrics metrics) {
        this.consumer = consumer;
        this.owned = owned;
        this.watched = watched;
        this.label = label;
        this.metrics = metrics;
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return Stream.concat(
                        owned.stream().<EventSource<?, P>>map(type -> informer(type, context)),
                        watched.stream().<EventSource<?, P>>map(type -> concerningAll(type, context)))
                .toList();
    }

    /**
     * Whose an object is: its owner reference says so, and where somebody took that away, the label that names the instance.
     */
    private static <S extends HasMetadata, P extends HasMetadata> SecondaryToPrimaryMapper<S> owner(Class<P> primary) {
        SecondaryToPrimaryMapper<S> reference = Mappers.fromOwnerReferences(primary);
        return object -> {
            var owners = reference.toPrimaryResourceIDs(object);
            var labels = object.getMetadata().getLabels();
            return owners.isEmpty() && labels != null && labels.containsKey(INSTANCE)
                    ? Set.of(new ResourceID(
                            labels.get(INSTANCE), object.getMetadata().getNamespace()))
                    : owners;
        };
    }

    /** An informer whose every event concerns every primary object. */
    private <S extends HasMetadata> InformerEventSource<S, P> concerningAll(
            Class<S> type, EventSourceContext<P> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, context.getPrimaryResourceClass())
                        .withName(type.getSimpleName())
                        .withSecondaryToPrimaryMapper(changed -> context.getPrimaryCache()
                                .list(object -> true)
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private <S extends HasMetadata> InformerEventSource<S, P> informer(Class<S> type, EventSourceContext<P> context) {
        var primary = context.getPrimaryResourceClass();
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, primary)
                        .withName(type.getSimpleName())
                        .withLabelSelector(label)
                        .withSecondaryToPrimaryMapper(owner(primary))
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
            if (context.isPrimaryResourceDeleted()) {
                lookForSuccessor(resource, context);
            }
            return answer(exchange);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    /**
     * java-operator-sdk forgets an object when its deletion is processed, and with it what it heard meanwhile: one that is made
     * anew under that name just then, as by {@code kubectl replace --force}, would not be looked at before it changes.
     */
    private static <P extends HasMetadata> void lookForSuccessor(P gone, Context<P> context) {
        var source = context.eventSourceRetriever().getControllerEventSource();
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> source.get(ResourceID.fromResource(gone)).ifPresent(source::onAdd));
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
