package io.cameleer.prometheus.set;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** PrometheusClusters of many namespaces seen as one, with a backup section for those that have none of their own. */
@Group("observability.merlionos.org")
@Version("v1")
@Plural("prometheusclustersets")
@ShortNames("promset")
@AdditionalPrinterColumn(
        name = "Members",
        jsonPath = ".status.memberCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class PrometheusClusterSet extends CustomResource<ClusterSetSpec, ClusterSetStatus> {
    private static final long serialVersionUID = 1L;

    /** The annotation by which a cluster refuses the backup template of every set, with the value {@code disabled}. */
    public static final String OPT_OUT = "observability.merlionos.org/backup-template";
}
