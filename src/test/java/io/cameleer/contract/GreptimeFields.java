package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One field of a GreptimeDBCluster at a time: a small cluster, changed in that field. */
final class GreptimeFields {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ObjectMapper YAML = new YAMLMapper();
    /** Objects with their fields in the order in which {@code kubectl get -o json} prints them. */
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private static final String BASE = """
            {storage: {backend: s3, bucket: %s, region: us-east-1}, frontend: {replicas: 1}, datanode: {replicas: 1},
             meta: {replicas: 1}, etcd: {replicas: 1}}
            """;

    private GreptimeFields() {}

    /** Expects a text in an object; OWN stands for the cluster's name and NAMESPACE for its namespace. */
    static void expect(TestCluster cluster, Greptimes greptimes, String name, String object, String text) {
        var wanted = text.replace("OWN", name).replace("NAMESPACE", greptimes.namespace());
        Waiting.until(object + " with " + wanted, Duration.ofSeconds(300), () -> {
            var json = SORTED.writeValueAsString(SORTED.readValue(
                    cluster.client().raw(path(greptimes.namespace(), object.replace("OWN", name))), Map.class));
            if (!json.contains(wanted)) {
                throw new IllegalStateException(json);
            }
            return true;
        });
    }

    private static String path(String namespace, String object) {
        var parts = object.split("/");
        var api = List.of("deployment", "statefulset").contains(parts[0]) ? "/apis/apps/v1" : "/api/v1";
        return api + "/namespaces/" + namespace + "/" + parts[0] + "s/" + parts[1];
    }

    /** Expects a message and that nothing is made. */
    static void expectRefusal(Greptimes greptimes, String spec, String text) {
        var name = "r" + NUMBER.incrementAndGet();
        greptimes.apply(name, changed(spec, name));
        greptimes.await(name, "Failed");
        greptimes.awaitMessage(name, text, Duration.ofSeconds(30));
        assertThat(greptimes.events(name)).noneMatch(event -> event.startsWith("Created"));
        greptimes.delete(name);
    }

    static void secret(TestCluster cluster, String namespace, String name, String... data) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata();
        for (var entry : data) {
            secret.addToStringData(entry.replaceFirst("=.*", ""), entry.replaceFirst("[^=]*=", ""));
        }
        cluster.client().resource(secret.build()).forceConflicts().serverSideApply();
    }

    /** The base with the change merged in; null takes a field out. */
    static String changed(String change, String name) {
        try {
            var base = (ObjectNode) YAML.readTree(BASE.formatted(name));
            merge(base, YAML.readTree(change));
            return base.toString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void merge(ObjectNode base, JsonNode change) {
        for (var field : change.properties()) {
            if (field.getValue().isNull()) {
                base.remove(field.getKey());
            } else if (field.getValue().isObject() && base.path(field.getKey()).isObject()) {
                merge((ObjectNode) base.get(field.getKey()), field.getValue());
            } else {
                base.set(field.getKey(), field.getValue());
            }
        }
    }
}
