package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a HyperbytedbCluster should be. Fields and defaults are those of the hyperbytedb.hyperbyte.cloud/v1alpha1 API. */
public record HyperbytedbSpec(
        @JsonPropertyDescription("Number of members.") @Default("1") @Min(1) @SpecReplicas
        Integer replicas,

        @JsonPropertyDescription("Image of HyperbyteDB.") @Default("hyperbytedb:latest")
        String image,

        @JsonPropertyDescription(
                "Tag of the image, in place of the one in image; a change upgrades one member after the other.")
        @Pattern("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")
        String version,

        @JsonPropertyDescription("When the image is pulled: Always, IfNotPresent or Never.")
        @Pattern("^(Always|IfNotPresent|Never)$")
        String imagePullPolicy,

        @JsonPropertyDescription("Secrets for the registry of the image.")
        List<LocalObjectReference> imagePullSecrets,

        @JsonPropertyDescription("Whether the operator leaves everything as it is and only tells the status.")
        @Default("false")
        Boolean paused,

        @JsonPropertyDescription("CPU and memory of each pod.")
        ResourceRequirements resources,

        @JsonPropertyDescription("Further annotations of the pods.")
        Map<String, String> podAnnotations,

        @JsonPropertyDescription("Further labels of the pods.")
        Map<String, String> podLabels,

        @JsonPropertyDescription("Where pods may run.") Affinity affinity,

        @JsonPropertyDescription("How pods are spread over the topology.")
        List<TopologySpreadConstraint> topologySpreadConstraints,

        @JsonPropertyDescription("Taints of nodes that the pods tolerate.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("Further volumes of the pods.")
        List<Volume> additionalVolumes,

        @JsonPropertyDescription("Where further volumes are mounted.")
        List<VolumeMount> additionalVolumeMounts,

        @JsonPropertyDescription("The HTTP API.") ServerSpec server,

        @JsonPropertyDescription("Where data lie.") StorageSpec storage,

        @JsonPropertyDescription("When the write-ahead log becomes Parquet.")
        FlushSpec flush,

        @JsonPropertyDescription("When small Parquet files become large ones.")
        CompactionSpec compaction,

        @JsonPropertyDescription("The embedded query engines.")
        ChdbSpec chdb,

        @JsonPropertyDescription("Who may use the HTTP API.")
        AuthSpec auth,

        @JsonPropertyDescription("What the database writes to its log.")
        LoggingSpec logging,

        @JsonPropertyDescription("How members copy data and agree on a leader.")
        ReplicationSpec cluster,

        @JsonPropertyDescription("Limits of what clients may make; the database's own defaults when absent.")
        CardinalitySpec cardinality,

        @JsonPropertyDescription("Statistics of statements; the database's own defaults when absent.")
        StatementSummarySpec statementSummary,

        @JsonPropertyDescription("Writes that wait for a member that is away; the database's own defaults when absent.")
        HintedHandoffSpec hintedHandoff,

        @JsonPropertyDescription("How many requests are answered; the database's own defaults when absent.")
        RateLimitSpec rateLimit,

        @JsonPropertyDescription("The deletion of old data; the database's own defaults when absent.")
        RetentionSpec retention,

        @JsonPropertyDescription("What the operator makes for those who watch the database.")
        MonitoringSpec monitoring,

        @JsonPropertyDescription("A HorizontalPodAutoscaler over the number of members.")
        AutoscalingSpec autoscaling,

        @JsonPropertyDescription("When a member is replaced.")
        MemberFailoverSpec failover) {
    /** The defaults, for objects that were stored before the schema had them. */
    public HyperbytedbSpec {
        replicas = Optional.ofNullable(replicas).orElse(1);
        image = Optional.ofNullable(image).orElse("hyperbytedb:latest");
        imagePullSecrets = Optional.ofNullable(imagePullSecrets).orElse(List.of());
        paused = Optional.ofNullable(paused).orElse(false);
        podAnnotations = Optional.ofNullable(podAnnotations).orElse(Map.of());
        podLabels = Optional.ofNullable(podLabels).orElse(Map.of());
        topologySpreadConstraints =
                Optional.ofNullable(topologySpreadConstraints).orElse(List.of());
        tolerations = Optional.ofNullable(tolerations).orElse(List.of());
        additionalVolumes = Optional.ofNullable(additionalVolumes).orElse(List.of());
        additionalVolumeMounts = Optional.ofNullable(additionalVolumeMounts).orElse(List.of());
        server = Optional.ofNullable(server).orElse(new ServerSpec(null, null, null, null, null, null));
        storage = Optional.ofNullable(storage).orElse(new StorageSpec(null, null, null, null, null));
        flush = Optional.ofNullable(flush).orElse(new FlushSpec(null, null, null, null, null, null, null));
        compaction = Optional.ofNullable(compaction).orElse(new CompactionSpec(null, null, null, null));
        chdb = Optional.ofNullable(chdb).orElse(new ChdbSpec(null));
        auth = Optional.ofNullable(auth).orElse(new AuthSpec(null, null));
        logging = Optional.ofNullable(logging).orElse(new LoggingSpec(null, null));
        cluster = Optional.ofNullable(cluster)
                .orElse(new ReplicationSpec(null, null, null, null, null, null, null, null, null, null, null));
        monitoring = Optional.ofNullable(monitoring).orElse(new MonitoringSpec(null, null, null));
        failover = Optional.ofNullable(failover).orElse(new MemberFailoverSpec(null, null, null, null));
    }

    /** The image with the version as its tag; an image that is named by its digest stays what it is. */
    public String runningImage() {
        if (version == null || image.contains("@")) {
            return image;
        }
        var colon = image.lastIndexOf(':');
        return (colon > image.lastIndexOf('/') ? image.substring(0, colon) : image) + ":" + version;
    }

    /** Whether there is a HorizontalPodAutoscaler. */
    public boolean autoscales() {
        return autoscaling != null && autoscaling.enabled();
    }
}
