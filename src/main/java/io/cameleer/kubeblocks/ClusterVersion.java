package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.definition.DefinitionStatus;
import io.cameleer.kubeblocks.version.ClusterVersionSpec;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Which images the components of a definition have: a version of the database. It has no namespace. */
@Group("apps.kubeblocks.io")
@Version("v1alpha1")
@Plural("clusterversions")
@ShortNames("cv")
@Categories("kubeblocks")
@AdditionalPrinterColumn(
        name = "CLUSTER-DEFINITION",
        jsonPath = ".spec.clusterDefinitionRef",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class ClusterVersion extends CustomResource<ClusterVersionSpec, DefinitionStatus> {
    private static final long serialVersionUID = 1L;
}
