package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Makes clients that read what other versions of this program wrote. A list is decoded as one: a single object with a field
 * that a type lacks would otherwise hide all others from their informer. Such a field stays as it is in Kubernetes, since
 * objects are written by patches alone.
 */
public final class KubernetesClients {
    private KubernetesClients() {}

    /** A client that the caller closes. */
    public static KubernetesClient of(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization())
                .build();
    }

    static KubernetesSerialization serialization() {
        return new KubernetesSerialization(
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build(),
                true);
    }
}
