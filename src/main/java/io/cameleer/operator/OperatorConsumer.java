package io.cameleer.operator;

import io.cameleer.reconcile.Apply;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ResolvedControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one controller of java-operator-sdk for as long as the route runs; suspending lets its queue wait. */
final class OperatorConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorConsumer.class);

    private final OperatorEndpoint endpoint;
    private Operator operator;
    private RegisteredController<?> controller;
    private BoundedVirtualThreads workers;
    private OperatorHealthCheck health;
    private QueueMetrics metrics;

    OperatorConsumer(OperatorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        start(endpoint.type());
    }

    private <P extends HasMetadata> void start(Class<P> type) {
        var client = ((OperatorComponent) endpoint.getComponent()).client();
        var meters = getEndpoint().getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        metrics = new QueueMetrics(meters, endpoint.getResource());
        workers = new BoundedVirtualThreads(endpoint.getParallel());
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(workers)
                .withMetrics(metrics)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(20)));
        var reconciler = new RouteReconciler<P>(this, endpoint.ownedTypes(), endpoint.getLabel(), metrics);
        var configuration = new ResolvedControllerConfiguration<P>(
                endpoint.getResource().replace('/', '-'),
                false,
                RouteReconciler.class.getName(),
                new BackOff(endpoint.getRetryDelay(), endpoint.getMaximumRetryDelay()),
                LinearRateLimiter.deactivatedRateLimiter(),
                Duration.ofMillis(endpoint.getResync()),
                null,
                Map.of(),
                Apply.FIELD_MANAGER,
                operator.getConfigurationService(),
                InformerConfiguration.builder(type).withNamespaces(namespaces()).buildForController(),
                true,
                null);
        controller = operator.register(reconciler, configuration);
        health = new OperatorHealthCheck(endpoint.getResource(), operator, metrics);
        HealthCheckHelper.getHealthCheckRegistry(getEndpoint().getCamelContext())
                .register(health);
        operator.start();
        ((OperatorComponent) endpoint.getComponent()).started(endpoint.getResource(), this);
        LOG.info("Watching {} and what they own ({})", endpoint.getResource(), endpoint.getOwns());
    }

    private Set<String> namespaces() {
        var names = Stream.of(endpoint.getNamespaces().split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        return names.isEmpty() ? Constants.WATCH_ALL_NAMESPACE_SET : names;
    }

    /** What the primary informer holds. */
    Stream<HasMetadata> watched() {
        return ((Controller<?>) controller)
                .getEventSourceManager()
                .getControllerEventSource()
                .list()
                .map(HasMetadata.class::cast);
    }

    @Override
    protected void doSuspend() {
        workers.pause();
    }

    @Override
    protected void doResume() {
        workers.resume();
    }

    @Override
    protected void doStop() throws Exception {
        ((OperatorComponent) endpoint.getComponent()).stopped(endpoint.getResource(), this);
        if (health != null) {
            HealthCheckHelper.getHealthCheckRegistry(getEndpoint().getCamelContext())
                    .unregister(health);
        }
        if (operator != null) {
            workers.resume();
            operator.stop();
            metrics.close();
        }
        super.doStop();
    }
}
