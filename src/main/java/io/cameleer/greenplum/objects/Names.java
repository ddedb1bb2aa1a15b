package io.cameleer.greenplum.objects;

import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** How the objects of a cluster are called; most names are fixed, so that there can be one cluster in a namespace. */
public final class Names {
    /** The container of the database. */
    public static final String CONTAINER = "greenplum";
    /** The Service that gives every pod a name. */
    public static final String AGENT = "agent";
    /** The Service for clients. */
    public static final String SERVICE = "greenplum";
    /** The ConfigMap that pods read. */
    public static final String CONFIG = "greenplum-config";
    /** The Secret with the key pair by which pods trust each other. */
    public static final String SSH = "ssh-secrets";
    /** The ServiceAccount of the pods and its Role. */
    public static final String ACCOUNT = "greenplum-system-pod";
    /** The label that names the cluster. */
    public static final String CLUSTER = "greenplum-cluster";
    /** The label of a volume that tells the database's major version. */
    public static final String MAJOR = "greenplum-major-version";
    /** The major version that this operator runs. */
    public static final String SUPPORTED = "6";

    private Names() {}

    /** The labels of all that belongs to a cluster. */
    public static Map<String, String> labels(GreenplumCluster cluster) {
        return Map.of("app", "greenplum", CLUSTER, cluster.getMetadata().getName());
    }

    /** The metadata of an object that the cluster owns. */
    public static ObjectMeta metadata(GreenplumCluster cluster, String name) {
        return new ObjectMetaBuilder()
                .addToLabels(labels(cluster))
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .withName(name)
                .withNamespace(cluster.getMetadata().getNamespace())
                .withOwnerReferences(Owner.of(cluster))
                .build();
    }

    /** The volume claim of each pod. */
    public static String claim(GreenplumCluster cluster) {
        return cluster.getMetadata().getName() + "-pgdata";
    }

    /** The Job that takes new segments in. */
    public static String expansion(GreenplumCluster cluster) {
        return cluster.getMetadata().getName() + "-gpexpand-job";
    }

    /** The full DNS name of a pod. */
    public static String host(GreenplumCluster cluster, String pod) {
        return pod + "." + domain(cluster);
    }

    /** The domain of the pods. */
    static String domain(GreenplumCluster cluster) {
        return AGENT + "." + cluster.getMetadata().getNamespace() + ".svc.cluster.local";
    }
}
