package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;

/** What pods of databases need to be let in where the Pod Security Standard "restricted" holds, and parts that they share. */
public final class RestrictedPod {
    private RestrictedPod() {}

    /** A pod that runs as a user, whose group owns its volumes. */
    public static PodSecurityContext as(long user) {
        return new PodSecurityContextBuilder()
                .withFsGroup(user)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withRunAsGroup(user)
                .withRunAsNonRoot(true)
                .withRunAsUser(user)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /** A container with no rights beyond those of any process, and with files only on volumes. */
    public static SecurityContext container() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withCapabilities(new CapabilitiesBuilder().withDrop("ALL").build())
                .withReadOnlyRootFilesystem(true)
                .build();
    }

    /** An environment variable with a field of the pod. */
    public static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** An environment variable with a key of a Secret. */
    public static EnvVar secret(String name, String secret, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, null)
                .endValueFrom()
                .build();
    }
}
