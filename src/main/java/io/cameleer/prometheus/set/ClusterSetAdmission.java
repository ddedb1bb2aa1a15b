package io.cameleer.prometheus.set;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** What stands against storing a PrometheusClusterSet. */
public final class ClusterSetAdmission {
    private final KubernetesSerialization json;

    /** Reads objects with a serialization. */
    public ClusterSetAdmission(KubernetesSerialization json) {
        this.json = json;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        return request.isIdle()
                ? Verdict.ALLOWED
                : new Verdict(Membership.violations(request.object(json, PrometheusClusterSet.class)), List.of());
    }
}
