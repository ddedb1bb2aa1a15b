package io.cameleer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ServiceLoader;

/** Finds Java types by the names that Kubernetes uses, so that this package knows no database family. */
final class ResourceTypes {
    private final KubernetesSerialization serialization;

    ResourceTypes(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /**
     * The custom resource type of {@code group/version/plural}.
     *
     * @throws IllegalArgumentException when no such type is registered in META-INF/services
     */
    Class<? extends HasMetadata> ofResource(String resource) {
        return ServiceLoader.load(KubernetesResource.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(HasMetadata.class::isAssignableFrom)
                .<Class<? extends HasMetadata>>map(type -> type.asSubclass(HasMetadata.class))
                .filter(type -> resource.equals(HasMetadata.getApiVersion(type) + "/" + HasMetadata.getPlural(type)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("operator:" + resource
                        + ": no such custom resource; expected group/version/plural of a type that this program has"));
    }

    /**
     * The type of {@code version/Kind} or {@code group/version/Kind}.
     *
     * @throws IllegalArgumentException when the client has no such type
     */
    Class<? extends HasMetadata> ofKind(String name) {
        var slash = name.lastIndexOf('/');
        var type = slash < 0
                ? null
                : serialization.getRegisteredKubernetesResource(name.substring(0, slash), name.substring(slash + 1));
        if (type == null || !HasMetadata.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("owns=" + name
                    + ": no such kind; expected version/Kind or group/version/Kind, as in apps/v1/StatefulSet");
        }
        return type.asSubclass(HasMetadata.class);
    }
}
