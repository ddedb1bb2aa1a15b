package io.cameleer.greenplum;

import io.cameleer.greenplum.spec.GreenplumSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Greenplum database: a master, its standby, segments and their mirrors. There is one in a namespace. */
@Group("greenplum.pivotal.io")
@Version("v1")
@Plural("greenplumclusters")
@Categories("all")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class GreenplumCluster extends CustomResource<GreenplumSpec, GreenplumStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Holds a cluster back until its database was stopped cleanly. */
    public static final String FINALIZER = "stopcluster.greenplumcluster.pivotal.io";

    /** The first pod of the masters. */
    public static final String FIRST_MASTER = "master-0";
}
