package io.cameleer.greenplum.objects;

import io.cameleer.greenplum.GreenplumCluster;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import java.util.Optional;

/** The Job that takes new segments into the database. */
public final class ExpansionJob {
    private static final String COUNT = "NEW_SEG_COUNT";

    private ExpansionJob() {}

    /**
     * The Job.
     *
     * @param active the pod that takes statements
     * @param primaries how many primary segments there will be
     */
    public static Job of(GreenplumCluster cluster, String active, int primaries, String image) {
        return new JobBuilder()
                .withMetadata(Names.metadata(cluster, Names.expansion(cluster)))
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "greenplum-gpexpand")
                .addToLabels(Names.CLUSTER, cluster.getMetadata().getName())
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withCommand("/home/gpadmin/tools/gpexpand_job.sh")
                .addNewEnv()
                .withName("GPEXPAND_HOST")
                .withValue(Names.host(cluster, active))
                .endEnv()
                .addNewEnv()
                .withName(COUNT)
                .withValue(String.valueOf(primaries))
                .endEnv()
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withName("gpexpand")
                .addNewVolumeMount()
                .withMountPath("/etc/ssh-key")
                .withName("ssh-key")
                .endVolumeMount()
                .endContainer()
                .withImagePullSecrets(new LocalObjectReference("regsecret"))
                .withRestartPolicy("Never")
                .addNewVolume()
                .withName("ssh-key")
                .withNewSecret()
                .withDefaultMode(0444)
                .withSecretName(Names.SSH)
                .endSecret()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** How many primary segments there will be when a Job has done its work. */
    public static int count(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> COUNT.equals(variable.getName()))
                .map(EnvVar::getValue)
                .findFirst()
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** How far a Job is. */
    public static State state(Job job) {
        if (has(job, "Complete")) {
            return State.SUCCEEDED;
        }
        return has(job, "Failed") ? State.FAILED : State.RUNNING;
    }

    private static boolean has(Job job, String condition) {
        return Optional.ofNullable(job.getStatus()).map(JobStatus::getConditions).orElse(List.of()).stream()
                .anyMatch(found -> condition.equals(found.getType()) && "True".equals(found.getStatus()));
    }

    /** How far a Job is. */
    public enum State {
        /** It has not ended. */
        RUNNING,
        /** Its segments are part of the database. */
        SUCCEEDED,
        /** It gave up. */
        FAILED
    }
}
