package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;

/** What pods of databases need to be let in where the Pod Security Standard "restricted" holds. */
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
}
