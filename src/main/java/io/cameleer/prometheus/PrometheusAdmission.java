package io.cameleer.prometheus;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;

/** What stands against storing a PrometheusCluster: the same rules by which a stored one is reconciled. */
public final class PrometheusAdmission {
    private final KubernetesSerialization json;
    private final Secrets secrets;

    /** Looks at Secrets with a reader of them. */
    public PrometheusAdmission(KubernetesSerialization json, Secrets secrets) {
        this.json = json;
        this.secrets = secrets;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        if (request.isIdle()) {
            return Verdict.ALLOWED;
        }
        var spec = request.object(json, PrometheusCluster.class).getSpec();
        Optional<Quantity> size = request.before(json, PrometheusCluster.class)
                .map(PrometheusCluster::getSpec)
                .map(before -> before.storage().size());
        var violations = PrometheusRules.violations(spec, size);
        return new Verdict(violations, violations.isEmpty() && request.trusted() ? warnings(request, spec) : List.of());
    }

    private List<String> warnings(AdmissionRequest request, PrometheusSpec spec) {
        return secrets.missing(request.namespace(), PrometheusRules.secrets(spec)).stream()
                .map(Violation::toString)
                .toList();
    }
}
