package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;

/**
 * An object of a kind that another operator brings, as a ServiceMonitor: no cache holds it, as its kind may not be there.
 *
 * @param kind what it is
 */
public record Companion(ResourceDefinitionContext kind) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A namespaced kind. */
    public static Companion of(String group, String version, String kind, String plural) {
        return new Companion(new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build());
    }

    /** Whether the Kubernetes cluster has the kind. */
    public boolean isInstalled(KubernetesClient client) {
        var resources = client.getApiResources(kind.getGroup() + "/" + kind.getVersion());
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(kind.getPlural()));
    }

    /** The write that brings it about, or nothing when it is as it should be. */
    public Optional<Plan> write(KubernetesClient client, HasMetadata primary, GenericKubernetesResource desired) {
        var actual = find(client, primary, desired.getMetadata().getName());
        if (actual.isPresent() && !Owner.owns(primary, actual.get())) {
            throw new IllegalStateException("%s %s belongs to somebody else; rename one of the two"
                    .formatted(kind.getKind(), desired.getMetadata().getName()));
        }
        return actual.isPresent() && contains(JSON.valueToTree(actual.get()), JSON.valueToTree(desired))
                ? Optional.empty()
                : Optional.of(Plan.companion(primary, desired, actual.orElse(null)));
    }

    /** The deletion of one that is not wanted any more, or nothing when there is none. */
    public Optional<Plan> deletion(KubernetesClient client, HasMetadata primary, String name) {
        return find(client, primary, name)
                .filter(found -> Owner.owns(primary, found) && !found.isMarkedForDeletion())
                .map(found -> Plan.deletion(primary, found));
    }

    private Optional<GenericKubernetesResource> find(KubernetesClient client, HasMetadata primary, String name) {
        return Optional.ofNullable(client.genericKubernetesResources(kind)
                .inNamespace(primary.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    /** Fields that others own, and defaults, are left alone. */
    private static boolean contains(JsonNode actual, JsonNode desired) {
        if (desired.isObject()) {
            for (var field : desired.properties()) {
                if (!contains(actual.path(field.getKey()), field.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (desired.isArray()) {
            if (!actual.isArray() || actual.size() != desired.size()) {
                return false;
            }
            for (var i = 0; i < desired.size(); i++) {
                if (!contains(actual.get(i), desired.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return desired.equals(actual);
    }
}
