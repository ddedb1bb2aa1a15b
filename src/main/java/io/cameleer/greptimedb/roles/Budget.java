package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.GreptimeDBCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Optional;

/** How many pods of a role may be moved at once, where there is more than one. */
final class Budget {
    private Budget() {}

    static Optional<HasMetadata> of(GreptimeDBCluster cluster, Role role, int replicas) {
        return replicas < 2
                ? Optional.empty()
                : Optional.of(new PodDisruptionBudgetBuilder()
                        .withMetadata(role.metadata(cluster))
                        .withNewSpec()
                        .withNewMaxUnavailable(1)
                        .withNewSelector()
                        .withMatchLabels(role.selector(cluster))
                        .endSelector()
                        .endSpec()
                        .build());
    }
}
