package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** What stands against storing an OpsRequest: what would make it fail at once, and a change of one that is under way. */
public final class OpsAdmission {
    private final KubernetesClient client;
    private final OpsDecisions decisions;

    /** Looks Clusters up with a client. */
    public OpsAdmission(KubernetesClient client, OpsDecisions decisions) {
        this.client = client;
        this.decisions = decisions;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest asked) {
        if (asked.isIdle()) {
            return Verdict.ALLOWED;
        }
        var json = client.getKubernetesSerialization();
        var request = asked.object(json, OpsRequest.class);
        return asked.before(json, OpsRequest.class)
                .map(before -> changed(asked, before))
                .orElseGet(() -> new Verdict(made(request), List.of()));
    }

    /** What was decided once is not decided anew; only its end may be another. */
    private static Verdict changed(AdmissionRequest asked, OpsRequest before) {
        if (before.getStatus() == null || before.getStatus().phase() == null) {
            return Verdict.ALLOWED;
        }
        var now = (ObjectNode) asked.object().path("spec").deepCopy();
        var then = (ObjectNode) asked.before().path("spec").deepCopy();
        var free = List.of("cancel", "ttlSecondsAfterSucceed");
        return now.remove(free).equals(then.remove(free))
                ? Verdict.ALLOWED
                : new Verdict(
                        List.of(new Violation(
                                "spec",
                                "an OpsRequest that is " + OpsDecisions.phase(before) + " does what it said before",
                                "change only cancel and ttlSecondsAfterSucceed, or make another OpsRequest")),
                        List.of());
    }

    /** One that has to wait for another is looked at when its turn comes. */
    private List<Violation> made(OpsRequest request) {
        var stored = decisions.stored(request);
        if (stored.isEmpty()) {
            return OpsRules.withoutCluster(request);
        }
        var json = client.getKubernetesSerialization();
        var tree = json.convertValue(stored.get(), ObjectNode.class);
        return stored.flatMap(Marks::holder).isPresent()
                ? List.of()
                : decisions.violations(request, tree, json.convertValue(tree, Cluster.class));
    }
}
