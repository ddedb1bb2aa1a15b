package io.cameleer;

import io.cameleer.audit.AuditDatabase;
import io.cameleer.audit.AuditSpool;
import io.cameleer.audit.AuditTrail;
import io.cameleer.live.BuiltInRoutes;
import io.cameleer.live.LiveRoutes;
import io.cameleer.live.LiveRoutesHealthCheck;
import io.cameleer.live.RouteEvents;
import io.cameleer.operator.LeaseClusterService;
import io.cameleer.operator.OperatorComponent;
import io.cameleer.reconcile.Apply;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Failures;
import io.cameleer.reconcile.Finalizer;
import io.cameleer.reconcile.KubernetesClients;
import io.cameleer.reconcile.Pods;
import io.cameleer.reconcile.Prune;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.StatusWriter;
import io.cameleer.reconcile.StuckPods;
import io.cameleer.reconcile.Transitions;
import io.cameleer.workqueue.WorkQueueComponent;
import io.cameleer.workqueue.WorkQueues;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the beans that the routes name, from the settings, and says at start what is on, what is off and why. */
final class Subsystems extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger("cameleer");

    private final Properties overrides = new Properties();
    private Clock clock;
    private Settings settings;
    private KubernetesClient client;
    private AuditSpool spool;
    private AuditDatabase database;
    private LiveRoutes routes;
    private String audit;

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        try {
            var context = main.getCamelContext();
            client = KubernetesClients.of(Config.autoConfigure(null));
            bind(context, context.getRegistry());
        } catch (Exception e) {
            throw new IllegalStateException("Cameleer cannot start: " + e.getMessage(), e);
        }
    }

    private void bind(CamelContext context, Registry registry) throws Exception {
        context.getPropertiesComponent().setOverrideProperties(overrides);
        settings = new Settings(context);
        clock = clock(Duration.parse(settings.text("cameleer.clock.shift")));
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.bind("metricsRegistry", meters);
        registry.bind("kubernetesClient", client);

        // Camel 4.17 looks for the API's router under port 8080 unless a bean like this tells it the port.
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(settings.number("cameleer.http.port"));
        registry.bind("httpServer", server);

        var leader = new LeaseClusterService(
                client, namespace(), identity(), settings.seconds("cameleer.leader.lease-seconds"));
        var queues = new WorkQueues(clock);
        var tools = new Tools(
                registry,
                settings,
                client,
                meters,
                new Events(client, clock),
                new StatusWriter(client, leader::leads),
                new Secrets(client),
                queues,
                namespace(),
                leader::term,
                clock);
        bindSteps(tools, leader);
        var backups = BackupBeans.bind(tools);
        FamilyBeans.bind(tools);
        ServerBeans.bind(tools, overrides, backups, spool != null);

        context.addComponent("operator", new OperatorComponent(client));
        context.addComponent("workqueue", new WorkQueueComponent(queues, leader::leads));
        context.addService(leader);
        Gauge.builder("cameleer.leader", leader, service -> service.leads() ? 1 : 0)
                .description("1 for the replica that leads")
                .register(meters);

        routes = new LiveRoutes(
                context, new BuiltInRoutes(), Path.of(settings.text("cameleer.routes.directory")), meters);
        registry.bind("liveRoutes", routes);
        registry.bind("routeEvents", new RouteEvents(client, tools.events(), tools.namespace()));
    }

    /** The steps that all families share. */
    private void bindSteps(Tools tools, LeaseClusterService leader) throws IOException {
        var registry = tools.registry();
        var transitions = new Transitions(client.getKubernetesSerialization(), tools.events());
        registry.bind("events", tools.events());
        registry.bind("status", tools.status());
        registry.bind("secrets", tools.secrets());
        registry.bind("transitions", transitions);
        registry.bind("apply", new Apply(client, leader::leads));
        registry.bind("prune", new Prune());
        registry.bind("finalizer", new Finalizer());
        registry.bind("pods", new Pods(client, clock));
        registry.bind("stuckPods", new StuckPods(client, clock));
        registry.bind("failures", new Failures());
        openAudit(registry);
        registry.bind("auditTrail", new AuditTrail(Optional.ofNullable(spool), transitions, tools.meters(), clock));
    }

    private static Clock clock(Duration shift) {
        if (!shift.isZero()) {
            LOG.warn("The clock of schedules and records is shifted by {} (cameleer.clock.shift)", shift);
        }
        return Clock.offset(Clock.systemUTC(), shift);
    }

    private void openAudit(Registry registry) throws IOException {
        var url = settings.text("cameleer.audit.jdbc-url");
        overrides.setProperty("cameleer.audit.enabled", String.valueOf(!url.isBlank()));
        database = new AuditDatabase(
                url.isBlank() ? "jdbc:postgresql:off" : url,
                settings.text("cameleer.audit.user"),
                settings.text("cameleer.audit.password"));
        registry.bind("auditDatabase", database);
        registry.bind("auditDataSource", database.dataSource());
        if (url.isBlank()) {
            audit = "off: cameleer.audit.jdbc-url is not set";
            return;
        }
        var folder = Optional.of(settings.text("cameleer.audit.spool"))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("java.io.tmpdir"), "cameleer-spool"));
        spool = new AuditSpool(folder);
        audit = "on: " + url.replaceAll("\\?.*", "") + ", spool " + folder;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        try {
            routes.load();
            HealthCheckHelper.getHealthCheckRegistry(main.getCamelContext())
                    .register(new LiveRoutesHealthCheck(routes));
        } catch (Exception e) {
            throw new IllegalStateException("Cameleer cannot start its routes: " + e.getMessage(), e);
        }
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        LOG.info("Kubernetes  {}", client.getMasterUrl());
        LOG.info("routes      {}", routes.summary());
        LOG.info("leader      by Lease cameleer in namespace {}", namespace());
        LOG.info("audit       {}", audit);
        var endpoint = settings.text("cameleer.backup.s3.endpoint");
        LOG.info("backups     on: clusters without an endpoint use {}", endpoint.isBlank() ? "AWS S3" : endpoint);
        var rest = "on: %s://%s:%s/api/clusters, for bearer tokens of this Kubernetes cluster"
                .formatted(
                        settings.flag("cameleer.tls.on") ? "https" : "http",
                        settings.text("cameleer.http.host"),
                        settings.text("cameleer.http.port"));
        LOG.info("REST        {}", settings.flag("cameleer.api.enabled") ? rest : "off: cameleer.api.enabled is false");
        LOG.info("health      http://{0}:{1}/q/health, metrics http://{0}:{1}/q/metrics"
                .replace("{0}", settings.text("cameleer.management.host"))
                .replace("{1}", settings.text("cameleer.management.port")));
        var webhook = settings.text("cameleer.admission.configuration");
        LOG.info(
                "admission   {}",
                !settings.flag("cameleer.tls.on")
                        ? "off: cameleer.tls.mode is off; the same rules act when a cluster is reconciled"
                        : webhook.isBlank()
                                ? "on: /admission/validate"
                                : "on: by ValidatingWebhookConfiguration " + webhook);
    }

    @Override
    public void afterStop(BaseMainSupport main) {
        try {
            if (spool != null) {
                spool.close();
            }
            database.close();
        } catch (IOException e) {
            LOG.warn("The audit spool was not closed: {}", e.getMessage());
        }
        client.close();
    }

    private String namespace() {
        return Optional.of(settings.text("cameleer.leader.namespace"))
                .filter(name -> !name.isBlank())
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
    }

    /** A pod's name is unique; elsewhere a random part makes it so. */
    private static String identity() {
        var host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("cameleer");
        return System.getenv("KUBERNETES_SERVICE_HOST") == null
                ? host + "-" + UUID.randomUUID().toString().substring(0, 8)
                : host;
    }
}
