package io.cameleer;

import io.cameleer.api.Clusters;
import io.cameleer.api.Problems;
import io.cameleer.audit.AuditDatabase;
import io.cameleer.audit.AuditSpool;
import io.cameleer.audit.AuditTrail;
import io.cameleer.backup.Archives;
import io.cameleer.backup.Backups;
import io.cameleer.backup.Increments;
import io.cameleer.backup.Outcomes;
import io.cameleer.backup.ProgressReports;
import io.cameleer.backup.RetentionRun;
import io.cameleer.backup.Snapshots;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.Uploads;
import io.cameleer.backup.restore.DataCheck;
import io.cameleer.backup.restore.RestorePods;
import io.cameleer.backup.restore.Restores;
import io.cameleer.backup.restore.Transfers;
import io.cameleer.backup.restore.Verifications;
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
import io.cameleer.reconcile.Pods;
import io.cameleer.reconcile.Prune;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.StatusWriter;
import io.cameleer.reconcile.StuckPods;
import io.cameleer.reconcile.Transitions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    private Clock clock;
    private KubernetesClient client;
    private AuditSpool spool;
    private AuditDatabase database;
    private LiveRoutes routes;
    private String audit;

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        try {
            var context = main.getCamelContext();
            clock = clock(setting(context, "cameleer.clock.shift"));
            client = new KubernetesClientBuilder().build();
            bind(context, context.getRegistry());
        } catch (Exception e) {
            throw new IllegalStateException("Cameleer cannot start: " + e.getMessage(), e);
        }
    }

    private void bind(CamelContext context, Registry registry) throws Exception {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.bind("metricsRegistry", meters);
        registry.bind("kubernetesClient", client);

        refuseOpenAddress(setting(context, "cameleer.http.host"));
        // Camel 4.17 looks for the API's router under port 8080 unless a bean like this tells it the port.
        var server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(Integer.parseInt(setting(context, "cameleer.http.port")));
        registry.bind("httpServer", server);

        var events = new Events(client, clock);
        var status = new StatusWriter(client);
        var transitions = new Transitions(client.getKubernetesSerialization(), events);
        registry.bind("events", events);
        registry.bind("status", status);
        registry.bind("transitions", transitions);
        registry.bind("apply", new Apply(client));
        registry.bind("prune", new Prune());
        registry.bind("finalizer", new Finalizer());
        registry.bind("secrets", new Secrets(client));
        registry.bind("pods", new Pods(client, clock));
        registry.bind("stuckPods", new StuckPods(client, clock));
        registry.bind("failures", new Failures());

        openAudit(context, registry);
        registry.bind("auditTrail", new AuditTrail(Optional.ofNullable(spool), transitions, meters, clock));

        var backups = new Backups(
                client,
                new Outcomes("backup", "tsdb_operator_backup", "backup", status, events, meters, clock),
                Duration.ofSeconds(Long.parseLong(setting(context, "cameleer.backup.jitter"))));
        var snapshots = new Snapshots(client, backups);
        var stores = new StoreAccess(
                client, setting(context, "cameleer.backup.s3.endpoint"), setting(context, "cameleer.backup.s3.region"));
        var reports = new ProgressReports(
                status, clock, Duration.ofMillis(Long.parseLong(setting(context, "cameleer.backup.progress"))));
        registry.bind("backups", backups);
        registry.bind("snapshots", snapshots);
        registry.bind("uploads", new Uploads(stores));
        registry.bind("retention", new RetentionRun(stores, status, events, clock));
        registry.bind("archives", new Archives(stores, snapshots, reports, clock));
        registry.bind("increments", new Increments(stores, snapshots, reports, clock));

        bindRestores(context, stores, reports, status, events, meters);

        registry.bind(
                "clusters",
                new Clusters(client, backups, setting(context, "cameleer.api.namespace"), spool != null, clock));
        registry.bind("problems", new Problems());

        context.addComponent("operator", new OperatorComponent(client));
        context.addService(new LeaseClusterService(
                client,
                leaderNamespace(context),
                identity(),
                Duration.ofSeconds(Long.parseLong(setting(context, "cameleer.leader.lease-seconds")))));

        routes = new LiveRoutes(
                context, new BuiltInRoutes(), Path.of(setting(context, "cameleer.routes.directory")), meters);
        registry.bind("liveRoutes", routes);
        registry.bind("routeEvents", new RouteEvents(client, events, leaderNamespace(context)));
    }

    private void bindRestores(
            CamelContext context,
            StoreAccess stores,
            ProgressReports reports,
            StatusWriter status,
            Events events,
            PrometheusMeterRegistry meters) {
        var registry = context.getRegistry();
        var patience = Duration.ofSeconds(Long.parseLong(setting(context, "cameleer.restore.patience")));
        var check = new DataCheck(client, clock, patience);
        var transfers = new Transfers(stores, reports, Integer.parseInt(setting(context, "cameleer.restore.streams")));
        registry.bind("transfers", transfers);
        registry.bind("dataCheck", check);
        registry.bind("restorePods", new RestorePods(client, clock, patience));
        registry.bind(
                "verifications",
                new Verifications(
                        transfers,
                        new Outcomes(
                                "verify", "tsdb_operator_backup_verify", "verify", status, events, meters, clock)));
        registry.bind(
                "restores",
                new Restores(
                        client,
                        transfers,
                        check,
                        new Outcomes("restore", "tsdb_operator_restore", "restore", status, events, meters, clock),
                        Duration.ofSeconds(Long.parseLong(setting(context, "cameleer.restore.pause")))));
    }

    private static Clock clock(String shift) {
        var by = Duration.parse(shift);
        if (!by.isZero()) {
            LOG.warn("The clock of schedules and records is shifted by {} (cameleer.clock.shift)", by);
        }
        return Clock.offset(Clock.systemUTC(), by);
    }

    private static void refuseOpenAddress(String host) throws UnknownHostException {
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
            throw new IllegalStateException("cameleer.http.host: " + host
                    + " is no loopback address; requests are not authenticated in this version, so use 127.0.0.1");
        }
    }

    private void openAudit(CamelContext context, Registry registry) throws IOException {
        var url = setting(context, "cameleer.audit.jdbc-url");
        var enabled = new Properties();
        enabled.setProperty("cameleer.audit.enabled", String.valueOf(!url.isBlank()));
        context.getPropertiesComponent().setOverrideProperties(enabled);
        database = new AuditDatabase(
                url.isBlank() ? "jdbc:postgresql:off" : url,
                setting(context, "cameleer.audit.user"),
                setting(context, "cameleer.audit.password"));
        registry.bind("auditDatabase", database);
        registry.bind("auditDataSource", database.dataSource());
        if (url.isBlank()) {
            audit = "off: cameleer.audit.jdbc-url is not set";
            return;
        }
        var folder = Optional.of(setting(context, "cameleer.audit.spool"))
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
        var context = main.getCamelContext();
        LOG.info("Kubernetes  {}", client.getMasterUrl());
        LOG.info("routes      {}", routes.summary());
        LOG.info("leader      by Lease cameleer in namespace {}", leaderNamespace(context));
        LOG.info("audit       {}", audit);
        var endpoint = setting(context, "cameleer.backup.s3.endpoint");
        LOG.info("backups     on: clusters without an endpoint use {}", endpoint.isBlank() ? "AWS S3" : endpoint);
        LOG.info(
                "REST        on: http://{}:{}/api/clusters (no authentication yet, so keep it on loopback)",
                setting(context, "cameleer.http.host"),
                setting(context, "cameleer.http.port"));
        LOG.info("health      http://{0}:{1}/q/health, metrics http://{0}:{1}/q/metrics"
                .replace("{0}", setting(context, "cameleer.management.host"))
                .replace("{1}", setting(context, "cameleer.management.port")));
        LOG.info("Thanos      off: not part of this version");
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

    private String leaderNamespace(CamelContext context) {
        return Optional.of(setting(context, "cameleer.leader.namespace"))
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

    private static String setting(CamelContext context, String name) {
        return context.resolvePropertyPlaceholders("{{" + name + "}}");
    }
}
