package io.cameleer.kubeblocks.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.objects.Names;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Makes the writes that OpsRequests need. Every edit names the version of the Cluster on which it was decided, so that neither
 * somebody else's edit nor a second process' one is lost or repeated.
 */
public final class OpsWrites {
    private final KubernetesClient client;
    private final BooleanSupplier leads;

    /**
     * Writes with a client.
     *
     * @param leads whether this process may write; asked right before each write
     */
    public OpsWrites(KubernetesClient client, BooleanSupplier leads) {
        this.client = client;
        this.leads = leads;
    }

    /**
     * A write that a move needs.
     *
     * @param plan the write in words, for the audit log
     */
    public record Step(OpsRequest request, Move move, Plan plan) {}

    /** The write that a move needs, if any. */
    public List<Step> steps(Reconciliation<OpsRequest> reconciliation, Move move) {
        var request = reconciliation.primary();
        var plan =
                switch (move) {
                    case Move.Edit edit -> Plan.step(request, "ops", "ClusterEdited", edit.text());
                    case Move.Back back ->
                        Plan.step(
                                request,
                                "ops",
                                "ClusterEdited",
                                request.getSpec().type() + " is taken back");
                    case Move.Release release ->
                        Plan.step(
                                request,
                                "ops",
                                "ClusterReleased",
                                "Cluster " + request.getSpec().clusterRef() + " is open to other OpsRequests");
                    case Move.Expire expire -> Plan.deletion(request, request);
                    default -> null;
                };
        return plan == null ? List.of() : List.of(new Step(request, move, plan));
    }

    /**
     * Makes the write.
     *
     * @return whether this process might; another one that leads makes it if it is still needed
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when somebody else has edited the Cluster meanwhile, and the
     *     decision has to be made anew
     */
    public boolean carryOut(Step step) {
        if (!leads.getAsBoolean()) {
            return false;
        }
        switch (step.move()) {
            case Move.Edit edit -> {
                adopt(step.request(), edit.cluster());
                replace(edit.cluster());
            }
            case Move.Back back -> replace(back.cluster());
            case Move.Release release -> replace(release.cluster());
            case Move.Expire expire ->
                client.resource(step.request())
                        .lockResourceVersion(step.request().getMetadata().getResourceVersion())
                        .delete();
            default -> throw new IllegalStateException("no write: " + step.move());
        }
        return true;
    }

    private void replace(ObjectNode cluster) {
        client.resource(client.getKubernetesSerialization().convertValue(cluster, GenericKubernetesResource.class))
                .update();
    }

    /** It goes with its Cluster, and is found by it. */
    private void adopt(OpsRequest request, ObjectNode tree) {
        var cluster = client.getKubernetesSerialization().convertValue(tree, Cluster.class);
        var patch = Map.of(
                "metadata",
                Map.of(
                        "labels",
                        Map.of(
                                Names.INSTANCE,
                                cluster.getMetadata().getName(),
                                "ops.kubeblocks.io/ops-type",
                                request.getSpec().type()),
                        "ownerReferences",
                        List.of(Owner.of(cluster))));
        client.resource(request)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization().asJson(patch));
    }
}
