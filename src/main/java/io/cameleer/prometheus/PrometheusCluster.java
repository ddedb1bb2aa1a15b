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

    /**
     * The spec with the backup section that applies: the cluster's own when it backs up itself, else that of the set whose
     * template it has; null when there is no spec.
     */
    public PrometheusSpec effective() {
        var template = getStatus() == null ? null : getStatus().backupTemplate();
        return getSpec() == null || template == null || getSpec().backsUp() || template.backup() == null
                ? getSpec()
                : getSpec().backingUp(template.backup());
    }

    /** The phase, Provisioning until the status tells one. */
    public String phase() {
        return getStatus() == null || getStatus().phase() == null
                ? "Provisioning"
                : getStatus().phase();
    }
}
