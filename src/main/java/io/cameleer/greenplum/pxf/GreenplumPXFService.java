package io.cameleer.greenplum.pxf;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The service by which a Greenplum reads external tables. */
@Group("greenplum.pivotal.io")
@Version("v1beta1")
@Plural("greenplumpxfservices")
@Categories("all")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class GreenplumPXFService extends CustomResource<PxfSpec, PxfStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
