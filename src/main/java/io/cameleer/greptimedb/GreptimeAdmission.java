package io.cameleer.greptimedb;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;

/** What stands against storing a GreptimeDBCluster: the same rules by which a stored one is reconciled. */
public final class GreptimeAdmission {
    private final KubernetesSerialization json;
    private final Secrets secrets;

    /** Looks at Secrets with a reader of them. */
    public GreptimeAdmission(KubernetesSerialization json, Secrets secrets) {
        this.json = json;
        this.secrets = secrets;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        if (request.isIdle()) {
            return Verdict.ALLOWED;
        }
        var spec = request.object(json, GreptimeDBCluster.class).getSpec();
        var violations = GreptimeRules.violations(spec);
        var warnings = new ArrayList<String>();
        if (violations.isEmpty() && request.trusted()) {
            secrets.missing(request.namespace(), GreptimeRules.secrets(spec)).stream()
                    .map(Violation::toString)
                    .forEach(warnings::add);
        }
        if (violations.isEmpty() && spec.storage().secretAccessKey() != null) {
            warnings.add(
                    "spec.storage.secretAccessKey: stands in clear in this object; better is a Secret in spec.storage.secretRef");
        }
        return new Verdict(violations, List.copyOf(warnings));
    }
}
