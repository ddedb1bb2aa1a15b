package io.cameleer.hyperbytedb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What a HyperbytedbCluster is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HyperbytedbStatus(
        @JsonPropertyDescription("Pending, Initializing, Running, Scaling, Upgrading or Failed.")
        String phase,

        @JsonPropertyDescription("Members that there should be.") @StatusReplicas
        Integer replicas,

        @JsonPropertyDescription("Members that pass their readiness probe.")
        Integer readyReplicas,

        @JsonPropertyDescription("Healthy, Degraded, Recovering or Unknown.")
        String clusterState,

        @JsonPropertyDescription("Healthy, Lagging, Diverged or Unknown.")
        String replicationState,

        @JsonPropertyDescription("The members, by their number.")
        List<MemberStatus> members,

        @JsonPropertyDescription("Members that were replaced in the current generation.")
        Integer failoverCount,

        @JsonPropertyDescription("Hash of the settings that pods read at their start.")
        String configHash,

        @JsonPropertyDescription("Selector of the pods, for a HorizontalPodAutoscaler.") @LabelSelector
        String selector,

        @JsonPropertyDescription("The HyperbytedbRestore that fills the volumes, if one does.")
        String restoring,

        @JsonPropertyDescription("Generation of the spec that this status describes.")
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready, Progressing, Degraded and, as far as they apply, Paused, CertificateReady and MonitoringReady.")
        List<Condition> conditions) {

    /** One member. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MemberStatus(
            @JsonPropertyDescription("Its address in the cluster.")
            String name,

            @JsonPropertyDescription("Its number in the Raft group: the pod's ordinal and one.")
            Integer nodeID,

            @JsonPropertyDescription("Its pod.") String podName,

            @JsonPropertyDescription(
                    "What it says of itself or, when it says nothing, what its pod is: active, syncing, joining, draining, leaving, Pending or Unreachable.")
            String state,

            @JsonPropertyDescription("Whether it serves and is a voter of the Raft group.")
            Boolean healthy,

            @JsonPropertyDescription("The last entry of its write-ahead log.")
            Long walSequence,

            @JsonPropertyDescription("How many Parquet files it knows of.")
            Integer parquetFiles,

            @JsonPropertyDescription("How many other members it knows.")
            Integer peers) {}
}
