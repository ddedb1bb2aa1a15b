package io.cameleer.greptimedb;

import io.cameleer.greptimedb.spec.GreptimeSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A GreptimeDB of its four roles (etcd, meta, datanode, frontend) and, if wanted, a Grafana. */
@Group("e6data.io")
@Version("v1alpha1")
@Kind("GreptimeDBCluster")
@Plural("greptimedbclusters")
@ShortNames({"gdb", "greptime"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.ready", type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        priority = 1)
public final class GreptimeDBCluster extends CustomResource<GreptimeSpec, GreptimeStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Holds a cluster back until the operator has let go of it. */
    public static final String FINALIZER = "e6data.io/finalizer";
}
