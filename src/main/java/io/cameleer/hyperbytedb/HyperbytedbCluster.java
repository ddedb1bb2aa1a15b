package io.cameleer.hyperbytedb;

import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A HyperbyteDB of one or more members that agree on a leader by Raft. */
@Group("hyperbytedb.hyperbyte.cloud")
@Version("v1alpha1")
@Plural("hyperbytedbclusters")
@ShortNames({"hbdb", "hyperbytedb"})
@AdditionalPrinterColumn(name = "Replicas", jsonPath = ".spec.replicas", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Cluster",
        jsonPath = ".status.clusterState",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class HyperbytedbCluster extends CustomResource<HyperbytedbSpec, HyperbytedbStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Holds a cluster back until the operator has let go of it. */
    public static final String FINALIZER = "hyperbytedb.hyperbyte.cloud/finalizer";
}
