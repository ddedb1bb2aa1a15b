package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.restore.RestoreSpec;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a GreptimeDBCluster should be. Fields and defaults are those of the e6data.io/v1alpha1 API. */
public record GreptimeSpec(
        @Required @JsonPropertyDescription("The object storage that holds the data.")
        StorageSpec storage,

        @JsonPropertyDescription("The query endpoint.") FrontendSpec frontend,

        @JsonPropertyDescription("The nodes that hold data.")
        DatanodeSpec datanode,

        @JsonPropertyDescription("The coordination.") MetaSpec meta,

        @JsonPropertyDescription("The store of metadata.") EtcdSpec etcd,

        @JsonPropertyDescription("A Grafana beside the database.")
        GrafanaSpec grafana,

        @JsonPropertyDescription("The image of meta, datanodes and frontends.")
        ImageSpec image,

        @JsonPropertyDescription("AWS, GCP or AZURE; found out from the nodes when absent.")
        @Pattern("^(?i)(aws|gcp|azure)$")
        String cloud,

        @JsonPropertyDescription("Tolerations of all pods.") List<Toleration> tolerations,

        @JsonPropertyDescription("Labels that a node must have for all pods.")
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Affinity of all pods.") Affinity affinity,

        @JsonPropertyDescription("The Karpenter NodePool whose nodes run the pods.")
        String karpenterNodePool,

        @JsonPropertyDescription("The ServiceAccount of all pods.") @Default("greptime")
        String serviceAccount,

        @JsonPropertyDescription("Whether the operator makes that ServiceAccount when there is none.") @Default("true")
        Boolean autoCreateRBAC,

        @JsonPropertyDescription("Secrets for the registries of images.")
        List<String> imagePullSecrets,

        @JsonPropertyDescription("Annotations of all pods.") Map<String, String> podAnnotations,

        @JsonPropertyDescription(
                "What becomes of the volumes when the cluster is deleted: Retain (the default) or Delete.")
        @Pattern("^(Retain|Delete)$")
        String volumeDeletionPolicy,

        @JsonPropertyDescription(
                "Where and when backups are stored: etcd's snapshot, and every table as Parquet, which the database itself writes. The provider is s3.")
        BackupSpec backup,

        @JsonPropertyDescription("The backup whose tables the database is filled with once it runs.")
        RestoreSpec restoreFrom) {

    /** The defaults, for objects that were stored before the schema had them. */
    public GreptimeSpec {
        frontend = Optional.ofNullable(frontend).orElse(new FrontendSpec(null, null, null, null, null));
        datanode = Optional.ofNullable(datanode).orElse(new DatanodeSpec(null, null, null, null, null));
        meta = Optional.ofNullable(meta).orElse(new MetaSpec(null, null, null, null));
        etcd = Optional.ofNullable(etcd).orElse(new EtcdSpec(null, null, null, null, null));
        grafana = Optional.ofNullable(grafana)
                .orElse(new GrafanaSpec(null, null, null, null, null, null, null, null, null));
        image = Optional.ofNullable(image).orElse(new ImageSpec(null, null, null));
        tolerations = Optional.ofNullable(tolerations).orElse(List.of());
        nodeSelector = Optional.ofNullable(nodeSelector).orElse(Map.of());
        serviceAccount = Optional.ofNullable(serviceAccount).orElse("greptime");
        autoCreateRBAC = Optional.ofNullable(autoCreateRBAC).orElse(true);
        imagePullSecrets = Optional.ofNullable(imagePullSecrets).orElse(List.of());
        podAnnotations = Optional.ofNullable(podAnnotations).orElse(Map.of());
    }

    /** The volume policy as a StatefulSet knows it. */
    public String deletion() {
        return Optional.ofNullable(volumeDeletionPolicy).orElse("Retain");
    }
}
