package io.cameleer.kubeblocks;

import io.cameleer.kubeblocks.definition.ClusterDefinitionSpec;
import io.cameleer.kubeblocks.definition.DefinitionStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Of which components a database consists, and how each runs: the topology. It has no namespace. */
@Group("apps.kubeblocks.io")
@Version("v1alpha1")
@Plural("clusterdefinitions")
@ShortNames("cd")
@Categories("kubeblocks")
@AdditionalPrinterColumn(name = "STATUS", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class ClusterDefinition extends CustomResource<ClusterDefinitionSpec, DefinitionStatus> {
    private static final long serialVersionUID = 1L;
}
