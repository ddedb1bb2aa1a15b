package io.cameleer.kubeblocks;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.kubeblocks.blueprint.DefinitionRules;
import io.cameleer.kubeblocks.blueprint.VolumeRules;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** What stands against storing an object of this API, as far as the schema cannot tell. */
public final class KubeblocksAdmission {
    private final KubernetesClient client;

    /** Looks definitions up with a client. */
    public KubeblocksAdmission(KubernetesClient client) {
        this.client = client;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        if (request.isIdle()) {
            return Verdict.ALLOWED;
        }
        var json = client.getKubernetesSerialization();
        var before = request.kind().equals("Cluster") ? request.before(json, Cluster.class) : Optional.<Cluster>empty();
        if (request.object().isNull()) {
            return before.map(KubeblocksAdmission::deletion).orElse(Verdict.ALLOWED);
        }
        return switch (request.kind()) {
            case "ClusterDefinition" ->
                new Verdict(
                        DefinitionRules.violations(
                                request.object(json, ClusterDefinition.class).getSpec()),
                        List.of());
            case "Cluster" -> cluster(request.object(json, Cluster.class), before);
            default -> Verdict.ALLOWED;
        };
    }

    private static Verdict deletion(Cluster cluster) {
        return new Verdict(
                KubeblocksFarewell.isForbidden(cluster) ? List.of(KubeblocksFarewell.forbidden()) : List.of(),
                List.of());
    }

    /** A cluster may be there before its definition, as manifests come in any order; that is a warning. */
    private Verdict cluster(Cluster cluster, Optional<Cluster> before) {
        var shrunk = before.map(there -> VolumeRules.violations(
                        cluster, (component, volume) -> VolumeRules.wanted(there, component, volume)))
                .orElse(List.of());
        if (!shrunk.isEmpty()) {
            return new Verdict(shrunk, List.of());
        }
        var found = Definitions.Found.stored(cluster, client);
        var violations = found.violations(cluster);
        var early = found.definition().isEmpty()
                || (found.version().isEmpty() && cluster.getSpec().version().isPresent());
        return early
                ? new Verdict(
                        List.of(), violations.stream().map(Object::toString).toList())
                : new Verdict(violations, List.of());
    }
}
