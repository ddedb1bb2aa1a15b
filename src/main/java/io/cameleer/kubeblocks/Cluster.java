package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.spec.ClusterSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A database of a definition and a version, with resources of its own. */
@Group("apps.kubeblocks.io")
@Version("v1alpha1")
@Plural("clusters")
@Categories({"kubeblocks", "all"})
@AdditionalPrinterColumn(
        name = "CLUSTER-DEFINITION",
        jsonPath = ".spec.clusterDefinitionRef",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "VERSION",
        jsonPath = ".spec.clusterVersionRef",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "TERMINATION-POLICY",
        jsonPath = ".spec.terminationPolicy",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class Cluster extends CustomResource<ClusterSpec, ClusterStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
