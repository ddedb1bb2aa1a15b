package io.cameleer.greptimedb.roles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.spec.ResourceSpec;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of the Grafana beside a database; it knows the database from files. */
public final class GrafanaRole {
    private static final ObjectMapper YAML = new ObjectMapper(
                    new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
    private static final String PROVISIONING = "/etc/grafana/provisioning";
    private static final String DASHBOARDS = "/var/lib/grafana-dashboards";

    private GrafanaRole() {}

    /** The name of the ConfigMap with the data sources. */
    public static String sourcesName(GreptimeDBCluster cluster) {
        return Role.GRAFANA.of(cluster) + "-datasource";
    }

    /** The name of the Secret that holds the password: the user's, or the operator's own. */
    public static String passwordSecret(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec().grafana();
        return spec.hasPasswordSecret() ? spec.adminPasswordSecretRef() : Role.GRAFANA.of(cluster);
    }

    static List<HasMetadata> objects(GreptimeDBCluster cluster, Surroundings surroundings) {
        var spec = cluster.getSpec().grafana();
        var sources = sources(cluster);
        var objects = new ArrayList<HasMetadata>();
        if (!spec.hasPasswordSecret()) {
            objects.add(new SecretBuilder()
                    .withMetadata(Role.GRAFANA.metadata(cluster))
                    .addToData("adminPassword", StorageAccess.base64(spec.adminPassword()))
                    .withType("Opaque")
                    .build());
        }
        objects.add(sources);
        objects.add(new ServiceBuilder()
                .withMetadata(new ObjectMetaBuilder(Role.GRAFANA.metadata(cluster))
                        .addToAnnotations(spec.service().annotations())
                        .build())
                .withNewSpec()
                .withPorts(Ports.of("http", 3000))
                .withSelector(Role.GRAFANA.selector(cluster))
                // Each replica has sessions of its own.
                .withSessionAffinity(spec.replicas() > 1 ? "ClientIP" : "None")
                .withType(spec.service().type())
                .endSpec()
                .build());
        Budget.of(cluster, Role.GRAFANA, spec.replicas()).ifPresent(objects::add);
        objects.add(Workload.deployment(
                cluster,
                Role.GRAFANA,
                spec.replicas(),
                RolePod.template(
                        cluster,
                        surroundings,
                        Role.GRAFANA,
                        Map.of(
                                RolePod.CONFIGURATION,
                                Configuration.mark(sources, "datasources.yaml", "dashboards.yaml"),
                                RolePod.CREDENTIALS,
                                surroundings.grafanaSecret()),
                        container(cluster),
                        volumes(cluster))));
        return objects;
    }

    /** The data sources: one that speaks PromQL and one that speaks SQL. */
    private static ConfigMap sources(GreptimeDBCluster cluster) {
        var ports = cluster.getSpec().frontend().ports();
        var host = Role.FRONTEND.of(cluster) + "." + cluster.getMetadata().getNamespace() + ".svc:";
        var prometheus = Map.of(
                "name", "GreptimeDB",
                "type", "prometheus",
                "access", "proxy",
                "url", "http://" + host + ports.http() + "/v1/prometheus",
                "isDefault", true);
        var mysql = Map.of(
                "name",
                "GreptimeDB SQL",
                "type",
                "mysql",
                "access",
                "proxy",
                "url",
                host + ports.mysql(),
                "user",
                "root",
                "jsonData",
                Map.of("database", "public"));
        var provider = Map.of(
                "name",
                "cameleer",
                "type",
                "file",
                "options",
                Map.of("path", DASHBOARDS, "foldersFromFilesStructure", false));
        return new ConfigMapBuilder()
                .withMetadata(Role.GRAFANA.metadata(cluster, sourcesName(cluster)))
                .addToData("dashboards.yaml", yaml(Map.of("apiVersion", 1, "providers", List.of(provider))))
                .addToData("datasources.yaml", yaml(Map.of("apiVersion", 1, "datasources", List.of(prometheus, mysql))))
                .build();
    }

    private static String yaml(Map<String, Object> content) {
        try {
            return YAML.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Container container(GreptimeDBCluster cluster) {
        var spec = cluster.getSpec().grafana();
        return new ContainerBuilder()
                .withEnv(
                        new EnvVar("GF_PATHS_DATA", "/var/lib/grafana", null),
                        new EnvVar("GF_PATHS_PROVISIONING", PROVISIONING, null),
                        new EnvVar("GF_SECURITY_ADMIN_USER", "admin", null),
                        RestrictedPod.secret("GF_SECURITY_ADMIN_PASSWORD", passwordSecret(cluster), "adminPassword"))
                .withImage(spec.image())
                .withImagePullPolicy("IfNotPresent")
                .withLivenessProbe(RolePod.probe("http", "/api/health", 10, 6))
                .withName(Role.GRAFANA.label())
                .withPorts(DatabaseContainer.port("http", 3000))
                .withReadinessProbe(RolePod.probe("http", "/api/health", 5, 2))
                .withResources(ResourceSpec.of(spec.resources()))
                .withSecurityContext(RestrictedPod.container())
                .withStartupProbe(RolePod.probe("http", "/api/health", 5, 60))
                .withVolumeMounts(mounts(cluster))
                .build();
    }

    private static List<VolumeMount> mounts(GreptimeDBCluster cluster) {
        var mounts = new ArrayList<>(List.of(
                DatabaseContainer.mount("datasources", PROVISIONING + "/datasources"),
                DatabaseContainer.mount("providers", PROVISIONING + "/dashboards"),
                DatabaseContainer.mount("data", "/var/lib/grafana"),
                DatabaseContainer.mount("tmp", "/tmp")));
        var maps = cluster.getSpec().grafana().dashboardConfigMaps();
        for (var i = 0; i < maps.size(); i++) {
            mounts.add(DatabaseContainer.mount("dashboards-" + i, DASHBOARDS + "/" + maps.get(i)));
        }
        return mounts;
    }

    private static List<Volume> volumes(GreptimeDBCluster cluster) {
        var volumes = new ArrayList<>(List.of(
                file("datasources", sourcesName(cluster), "datasources.yaml"),
                file("providers", sourcesName(cluster), "dashboards.yaml"),
                DatabaseContainer.scratch("data"),
                DatabaseContainer.scratch("tmp")));
        var maps = cluster.getSpec().grafana().dashboardConfigMaps();
        for (var i = 0; i < maps.size(); i++) {
            volumes.add(new VolumeBuilder()
                    .withNewConfigMap()
                    .withName(maps.get(i))
                    .withOptional(true)
                    .endConfigMap()
                    .withName("dashboards-" + i)
                    .build());
        }
        return volumes;
    }

    private static Volume file(String volume, String map, String key) {
        return new VolumeBuilder()
                .withNewConfigMap()
                .addNewItem()
                .withKey(key)
                .withPath(key)
                .endItem()
                .withName(map)
                .endConfigMap()
                .withName(volume)
                .build();
    }
}
