package io.cameleer.prometheus;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.restore.RestoreSpec;
import io.cameleer.failover.FailoverSpec;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;

/** What a PrometheusCluster should be. Fields, defaults and rules are those of tsdb-operator's v1 API. */
public record PrometheusSpec(
        @JsonPropertyDescription("Number of replicas, each with a volume and all the data of its own.")
        @Default("1")
        @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Image of Prometheus; it needs tar when backups are enabled.")
        @Default("prom/prometheus:v2.55.1")
        String image,

        @JsonPropertyDescription("How long samples are kept: a number and one of ms, s, m, h, d, w, y.")
        @Default("15d")
        @Pattern("^[0-9]+(ms|s|m|h|d|w|y)$")
        String retention,

        @JsonPropertyDescription("The volume of each replica.")
        Storage storage,

        @JsonPropertyDescription("Compute resources of the Prometheus container.")
        ResourceRequirements resources,

        @JsonPropertyDescription("Snapshots to an object store.")
        BackupSpec backup,

        @JsonPropertyDescription(
                "The backup whose data the cluster starts with; a cluster that has data asks before it replaces them.")
        RestoreSpec restoreFrom,

        @JsonPropertyDescription("When a replica that does not answer is replaced.")
        FailoverSpec failover,

        @JsonPropertyDescription("Endpoints that receive every sample as well.")
        List<RemoteWrite> remoteWrite,

        @JsonPropertyDescription("A Thanos sidecar in every pod.")
        Thanos thanos,

        @JsonPropertyDescription("Scrape configurations besides the one of Prometheus itself.")
        AdditionalScrapeConfigs additionalScrapeConfigs) {

    /** The defaults, for objects that were stored before the schema had them. */
    public PrometheusSpec {
        replicas = Optional.ofNullable(replicas).orElse(1);
        image = Optional.ofNullable(image).orElse("prom/prometheus:v2.55.1");
        retention = Optional.ofNullable(retention).orElse("15d");
        storage = Optional.ofNullable(storage).orElse(new Storage(null, null, null));
        remoteWrite = Optional.ofNullable(remoteWrite).orElse(List.of());
    }

    /** Whether there is a Thanos sidecar. */
    public boolean hasThanos() {
        return thanos != null && Boolean.TRUE.equals(thanos.enabled());
    }

    /** Whether that sidecar uploads blocks. */
    public boolean uploadsBlocks() {
        return hasThanos() && thanos.objectStorageConfigSecretRef() != null;
    }

    /** The Secret's key with further scrape configurations, or null. */
    public SecretKeyRef scrapeConfigsSecret() {
        return additionalScrapeConfigs == null ? null : additionalScrapeConfigs.secretRef();
    }

    /** Whether backups are wanted. */
    public boolean backsUp() {
        return backup != null && backup.enabled();
    }

    /** The same with another backup section. */
    PrometheusSpec backingUp(BackupSpec other) {
        return new PrometheusSpec(
                replicas,
                image,
                retention,
                storage,
                resources,
                other,
                restoreFrom,
                failover,
                remoteWrite,
                thanos,
                additionalScrapeConfigs);
    }

    /** The volume of each replica. */
    @ValidationRule(
            value =
                    "!has(self.size) || !has(oldSelf.size) || quantity(string(self.size)).compareTo(quantity(string(oldSelf.size))) >= 0",
            message =
                    "spec.storage.size cannot shrink: a volume only grows; restore a backup into a smaller cluster instead")
    public record Storage(
            @JsonPropertyDescription("Size of the volume; it can grow where the storage class allows that.")
            @Default("20Gi")
            Quantity size,

            @JsonPropertyDescription("Storage class; the cluster's default when absent. It cannot change.")
            String storageClassName,

            @JsonPropertyDescription(
                    "What becomes of the volumes when the cluster is deleted: Retain (the default) or Delete.")
            @Pattern("^(Retain|Delete)$")
            String volumeDeletionPolicy) {
        /** The default size. */
        public Storage {
            size = Optional.ofNullable(size).orElse(new Quantity("20Gi"));
        }

        /** The policy as the StatefulSet knows it. */
        public String deletion() {
            return Optional.ofNullable(volumeDeletionPolicy).orElse("Retain");
        }
    }

    /** A Secret in the cluster's namespace. */
    public record SecretRef(@Required String name) {}

    /** A remote-write endpoint. */
    public record RemoteWrite(
            @Required @Pattern("^https?://.+") @JsonPropertyDescription("Where samples are posted to.")
            String url,

            @JsonPropertyDescription("Name of the queue in Prometheus' own metrics.")
            String name,

            @JsonPropertyDescription("Secret with the keys username and password.")
            SecretRef basicAuthSecretRef,

            @JsonPropertyDescription("Secret with the key token.")
            SecretRef bearerTokenSecretRef) {}

    /** The Thanos sidecar. */
    public record Thanos(
            @Default("false") Boolean enabled,

            @JsonPropertyDescription("Image of Thanos.") @Default("quay.io/thanos/thanos:v0.37.2")
            String image,

            @JsonPropertyDescription("Secret with the key objstore.yml; blocks stay on the volume when absent.")
            SecretRef objectStorageConfigSecretRef) {
        /** The default image. */
        public Thanos {
            image = Optional.ofNullable(image).orElse("quay.io/thanos/thanos:v0.37.2");
        }
    }

    /** Further scrape configurations, in the cluster itself or in a Secret. */
    @ValidationRule(
            value = "has(self.inline) != has(self.secretRef)",
            message = "spec.additionalScrapeConfigs needs exactly one of inline and secretRef")
    public record AdditionalScrapeConfigs(
            @JsonPropertyDescription("A YAML list of scrape configurations.")
            String inline,

            @JsonPropertyDescription("A Secret's key with an object that has a list scrape_configs.")
            SecretKeyRef secretRef) {}

    /** One key of a Secret in the cluster's namespace. */
    public record SecretKeyRef(
            @Required String name, @Required String key) {}
}
