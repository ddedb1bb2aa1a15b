package io.cameleer.greenplum.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.restore.RestoreSpec;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/**
 * What a GreenplumCluster should be. Fields and defaults are those of the greenplum.pivotal.io/v1 API, and so are the words of
 * what it refuses; updateStrategy, backup and restoreFrom are beyond it.
 */
@ValidationRule(
        value =
                "self.masterAndStandby.standby.lowerAscii() == 'yes' || (self.masterAndStandby.antiAffinity.lowerAscii() == 'no' && self.segments.antiAffinity.lowerAscii() == 'no')",
        message = "when standby is set to \"no\", antiAffinity must also be set to \"no\"")
@ValidationRule(
        value =
                "self.segments.mirrors.lowerAscii() == 'yes' || (self.masterAndStandby.antiAffinity.lowerAscii() == 'no' && self.segments.antiAffinity.lowerAscii() == 'no')",
        message = "when mirrors is set to \"no\", antiAffinity must also be set to \"no\"")
@ValidationRule(
        value = "self.masterAndStandby.standby.lowerAscii() == oldSelf.masterAndStandby.standby.lowerAscii()",
        message = "standby value cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "(has(self.masterAndStandby.hostBasedAuthentication) == has(oldSelf.masterAndStandby.hostBasedAuthentication) && (!has(self.masterAndStandby.hostBasedAuthentication) || self.masterAndStandby.hostBasedAuthentication == oldSelf.masterAndStandby.hostBasedAuthentication))",
        message = "hostBasedAuthentication cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "self.updateStrategy == 'Rolling' || ((has(self.masterAndStandby.cpu) == has(oldSelf.masterAndStandby.cpu) && (!has(self.masterAndStandby.cpu) || self.masterAndStandby.cpu == oldSelf.masterAndStandby.cpu)) && (has(self.segments.cpu) == has(oldSelf.segments.cpu) && (!has(self.segments.cpu) || self.segments.cpu == oldSelf.segments.cpu)))",
        message = "CPU reservation cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "self.updateStrategy == 'Rolling' || ((has(self.masterAndStandby.memory) == has(oldSelf.masterAndStandby.memory) && (!has(self.masterAndStandby.memory) || self.masterAndStandby.memory == oldSelf.masterAndStandby.memory)) && (has(self.segments.memory) == has(oldSelf.segments.memory) && (!has(self.segments.memory) || self.segments.memory == oldSelf.segments.memory)))",
        message = "Memory reservation cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "(has(self.masterAndStandby.workerSelector) == has(oldSelf.masterAndStandby.workerSelector) && (!has(self.masterAndStandby.workerSelector) || self.masterAndStandby.workerSelector == oldSelf.masterAndStandby.workerSelector)) && (has(self.segments.workerSelector) == has(oldSelf.segments.workerSelector) && (!has(self.segments.workerSelector) || self.segments.workerSelector == oldSelf.segments.workerSelector))",
        message = "workerSelector cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "self.masterAndStandby.antiAffinity.lowerAscii() == oldSelf.masterAndStandby.antiAffinity.lowerAscii() && self.segments.antiAffinity.lowerAscii() == oldSelf.segments.antiAffinity.lowerAscii()",
        message = "antiAffinity cannot be changed after the cluster has been created")
@ValidationRule(
        value = "self.segments.mirrors.lowerAscii() == oldSelf.segments.mirrors.lowerAscii()",
        message = "mirrors cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "self.masterAndStandby.storage == oldSelf.masterAndStandby.storage && self.segments.storage == oldSelf.segments.storage",
        message = "storage cannot be changed after the cluster has been created")
@ValidationRule(
        value =
                "self.masterAndStandby.storageClassName == oldSelf.masterAndStandby.storageClassName && self.segments.storageClassName == oldSelf.segments.storageClassName",
        message = "storageClassName cannot be changed after the cluster has been created")
@ValidationRule(
        value = "self.segments.primarySegmentCount >= oldSelf.segments.primarySegmentCount",
        message = "primarySegmentCount cannot be decreased after the cluster has been created")
@ValidationRule(
        value =
                "(has(self.pxf) && has(self.pxf.serviceName) ? self.pxf.serviceName : '') == (has(oldSelf.pxf) && has(oldSelf.pxf.serviceName) ? oldSelf.pxf.serviceName : '')",
        message = "PXF serviceName cannot be changed after the cluster has been created")
public record GreenplumSpec(
        @JsonPropertyDescription("The master and its standby.") @Required
        MasterAndStandbySpec masterAndStandby,

        @JsonPropertyDescription("The segments and their mirrors.") @Required
        SegmentsSpec segments,

        @JsonPropertyDescription("The service by which external tables are read.")
        PxfReference pxf,

        @JsonPropertyDescription(
                "What a change of cpu or memory does: Refuse, or Rolling to restart one pod after the other, mirrors first.")
        @Default("Refuse")
        @Pattern("^(Refuse|Rolling)$")
        String updateStrategy,

        @JsonPropertyDescription("Where and when backups are made.")
        BackupSpec backup,

        @JsonPropertyDescription("The backup that the database is filled from.")
        RestoreSpec restoreFrom) {
    /** The defaults, for objects that were stored before the schema had them. */
    public GreenplumSpec {
        updateStrategy = Optional.ofNullable(updateStrategy).orElse("Refuse");
    }

    /** How many pods the masters are. */
    @JsonIgnore
    public int masters() {
        return masterAndStandby.hasStandby() ? 2 : 1;
    }

    /** How many primary segments there are. */
    @JsonIgnore
    public int primaries() {
        return segments.primarySegmentCount();
    }

    /** The PXF service's name, or empty. */
    @JsonIgnore
    public String pxfService() {
        return Optional.ofNullable(pxf).map(PxfReference::serviceName).orElse("");
    }
}
