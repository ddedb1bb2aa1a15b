package io.cameleer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The component {@code operator:group/version/plural}. As a consumer it makes one exchange of every change of a custom
 * resource or of what it owns, one at a time per object; as a producer it answers with the objects that it watches.
 *
 * <p>Informers, queue and retries are java-operator-sdk's.
 */
public class OperatorComponent extends DefaultComponent {
    private final KubernetesClient client;
    private final ResourceTypes types;
    private final Map<String, OperatorConsumer> consumers = new ConcurrentHashMap<>();

    /** Uses one client for all endpoints; it is not closed by the component. */
    public OperatorComponent(KubernetesClient client) {
        this.client = client;
        this.types = new ResourceTypes(client.getKubernetesSerialization());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new OperatorEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    KubernetesClient client() {
        return client;
    }

    ResourceTypes types() {
        return types;
    }

    void started(String resource, OperatorConsumer consumer) {
        consumers.put(resource, consumer);
    }

    void stopped(String resource, OperatorConsumer consumer) {
        consumers.remove(resource, consumer);
    }

    /** The watched objects of a resource; none when this replica does not watch it, as when it is not the leader. */
    Stream<HasMetadata> watched(String resource) {
        var consumer = consumers.get(resource);
        return consumer == null ? Stream.empty() : consumer.watched();
    }
}
