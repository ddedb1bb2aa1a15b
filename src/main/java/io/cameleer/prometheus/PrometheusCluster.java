package io.cameleer.prometheus;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Prometheus of one or more replicas with its storage, configuration and backups. */
@Group("observability.merlionos.org")
@Version("v1")
@Plural("prometheusclusters")
@ShortNames({"promc", "prom"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Last Backup",
        jsonPath = ".status.lastBackupTime",
        type = AdditionalPrinterColumn.Type.DATE,
        priority = 1)
public final class PrometheusCluster extends CustomResource<PrometheusSpec, PrometheusStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Holds a cluster back until the operator has let go of it. */
    public static final String FINALIZER = "observability.merlionos.org/finalizer";
}
