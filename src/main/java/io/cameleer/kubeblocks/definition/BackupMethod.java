package io.cameleer.kubeblocks.definition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;

/** How a component's data are backed up and put back. It is Cameleer's own: KubeBlocks has kinds of their own for it. */
public record BackupMethod(
        @JsonPropertyDescription("The name by which Clusters choose it.")
        @Required
        @Pattern("^[a-z]([a-z0-9-]*[a-z0-9])?$")
        String name,

        @JsonPropertyDescription("The container in which the command runs; the first when absent.")
        String container,

        @JsonPropertyDescription(
                "Writes a backup into a new folder, whose path is its last word; what is in it then, plain files, is stored.")
        @Required
        @Size(min = 1, max = 64)
        List<String> command,

        @JsonPropertyDescription("The folder, on a volume of the pod, below which the command makes its own.")
        @Required
        @Pattern("^/[A-Za-z0-9._/-]+$")
        String directory,

        @JsonPropertyDescription("The name of the volume with the data; a restore empties and fills it.") @Required
        String volumeName,

        @JsonPropertyDescription(
                "A script for sh that makes the data on the volume out of a backup's files, whose folder is $1; when absent the files are the data and are moved to the volume.")
        String restoreScript) {
    /** Without nulls. */
    public BackupMethod {
        command = Optional.ofNullable(command).orElse(List.of());
    }
}
