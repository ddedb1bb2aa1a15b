package io.cameleer.hyperbytedb.objects;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.cameleer.reconcile.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** How the objects and members of a cluster are called. */
public final class Names {
    /** The container of the database. */
    public static final String CONTAINER = "hyperbytedb";

    /** The volume claim of each member. */
    public static final String DATA = "data";

    /** The label of the Service that has an address for every pod. */
    public static final Map<String, String> MEMBERS = Map.of("app.kubernetes.io/component", "members");

    private Names() {}

    /** Labels by which pods are selected. */
    public static Map<String, String> selector(HyperbytedbCluster cluster) {
        return Map.of(
                "app.kubernetes.io/name",
                "hyperbytedb",
                "app.kubernetes.io/instance",
                cluster.getMetadata().getName());
    }

    /** The metadata of an object that the cluster owns. */
    public static ObjectMeta metadata(HyperbytedbCluster cluster, String suffix) {
        return new ObjectMetaBuilder()
                .addToLabels(selector(cluster))
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .addToLabels("app.kubernetes.io/part-of", "hyperbytedb")
                .withName(cluster.getMetadata().getName() + suffix)
                .withNamespace(cluster.getMetadata().getNamespace())
                .withOwnerReferences(Owner.of(cluster))
                .build();
    }

    /** The headless Service, which gives every pod a name. */
    public static String headless(HyperbytedbCluster cluster) {
        return cluster.getMetadata().getName() + "-headless";
    }

    /** The pod of an ordinal, from 0. */
    public static String pod(HyperbytedbCluster cluster, int ordinal) {
        return cluster.getMetadata().getName() + "-" + ordinal;
    }

    /** The volume claim of an ordinal. */
    public static String claim(HyperbytedbCluster cluster, int ordinal) {
        return DATA + "-" + pod(cluster, ordinal);
    }

    /** The DNS name of a pod, which its certificate has to bear. */
    public static String host(HyperbytedbCluster cluster, int ordinal) {
        return pod(cluster, ordinal) + "." + headless(cluster) + "."
                + cluster.getMetadata().getNamespace() + ".svc.cluster.local";
    }

    /** Host and port under which members reach one another. */
    public static String address(HyperbytedbCluster cluster, int ordinal) {
        return host(cluster, ordinal) + ":" + cluster.getSpec().server().port();
    }

    /** The Secret with the certificate. */
    public static String certificate(HyperbytedbCluster cluster) {
        var named = cluster.getSpec().server().tls().secretName();
        return named == null ? cluster.getMetadata().getName() + "-tls" : named;
    }
}
