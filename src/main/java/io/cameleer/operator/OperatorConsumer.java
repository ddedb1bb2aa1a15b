package io.cameleer.operator;

import io.cameleer.reconcile.Apply;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    /** Seconds between two looks whether a definition is there. */
    private static final long PAUSE = 3;

    private final OperatorEndpoint endpoint;
    private Operator operator;
    private ScheduledExecutorService waiting;
    private RegisteredController<?> controller;
    private BoundedVirtualThreads workers;
    private OperatorHealthCheck health;
    private QueueMetrics metrics;

    OperatorConsumer(OperatorEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** Starts to watch; without the kind's definition that is put off until it is there, and nobody else waits for it. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var type = endpoint.type();
        if (isDefined(type)) {
            start(type);
            return;
        }
        LOG.warn(
                "{} is not watched yet: its CustomResourceDefinition is not installed; apply the chart's folder crds",
                endpoint.getResource());
        waiting = getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "definition-" + endpoint.getResource());
        waiting.scheduleWithFixedDelay(() -> startOnceDefined(type), PAUSE, PAUSE, TimeUnit.SECONDS);
    }

    private synchronized void startOnceDefined(Class<? extends HasMetadata> type) {
        try {
            if (operator == null && isRunAllowed() && isDefined(type)) {
                start(type);
                waiting.shutdown();
            }
        } catch (RuntimeException e) {
            LOG.warn("{} is not watched yet: {}", endpoint.getResource(), e.getMessage());
        }
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
        var reconciler = new RouteReconciler<P>(
                this, endpoint.ownedTypes(), endpoint.watchedTypes(), endpoint.getLabel(), metrics);
        var configuration = new ResolvedControllerConfiguration<P>(
                endpoint.getResource().replace('/', '-'),
                false,
                RouteReconciler.class.getName(),
                new BackOff(endpoint.getRetryDelay(), endpoint.getMaximumRetryDelay()),
                endpoint.getInterval() > 0
                        ? new LinearRateLimiter(Duration.ofMillis(endpoint.getInterval()), 1)
                        : LinearRateLimiter.deactivatedRateLimiter(),
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
        LOG.info(
                "Watching {}{}{}",
                endpoint.getResource(),
                endpoint.getOwns().isEmpty() ? "" : " and what they own (" + endpoint.getOwns() + ")",
                endpoint.getWatches().isEmpty() ? "" : " beside " + endpoint.getWatches());
    }

    /** Whether the API serves the kind; whatever else is wrong may be over when informers start, and they say what it is if not. */
    private boolean isDefined(Class<? extends HasMetadata> type) {
        var resources = ((OperatorComponent) endpoint.getComponent()).client().resources(type);
        var watched = namespaces();
        try {
            var some = watched.equals(Constants.WATCH_ALL_NAMESPACE_SET)
                    ? resources.inAnyNamespace()
                    : resources.inNamespace(watched.iterator().next());
            some.list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() != 404;
        }
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
        if (workers != null) {
            workers.pause();
        }
    }

    @Override
    protected void doResume() {
        if (workers != null) {
            workers.resume();
        }
    }

    @Override
    protected synchronized void doStop() throws Exception {
        if (waiting != null) {
            waiting.shutdownNow();
        }
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
