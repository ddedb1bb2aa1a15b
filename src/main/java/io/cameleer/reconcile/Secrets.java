package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Looks at the Secrets that a spec refers to when they are needed; nothing of them is kept. */
public final class Secrets {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KubernetesClient client;

    /** Reads with a client. */
    public Secrets(KubernetesClient client) {
        this.client = client;
    }

    /** Adds a violation for every Secret that does not exist and every key that one lacks. */
    public <P extends HasMetadata> Reconciliation<P> require(Reconciliation<P> reconciliation, List<SecretNeed> needs) {
        var missing = missing(reconciliation.primary().getMetadata().getNamespace(), needs);
        return missing.isEmpty()
                ? reconciliation
                : reconciliation.violating(missing).again(PATIENCE);
    }

    /** A violation for every Secret of a namespace that does not exist and every key that one lacks. */
    public List<Violation> missing(String namespace, List<SecretNeed> needs) {
        return needs.stream()
                .flatMap(need -> missing(need, data(namespace, need.name())))
                .toList();
    }

    private Function<String, Boolean> data(String namespace, String name) {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return null;
        }
        var data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        return data::containsKey;
    }

    private static Stream<Violation> missing(SecretNeed need, Function<String, Boolean> keys) {
        if (keys == null) {
            return Stream.of(new Violation(
                    need.path(),
                    "there is no Secret " + need.name(),
                    "create it with the keys " + String.join(", ", need.keys()),
                    "MissingSecret"));
        }
        return need.keys().stream()
                .filter(key -> !keys.apply(key))
                .map(key -> new Violation(
                        need.path(),
                        "Secret " + need.name() + " has no key " + key,
                        "add that key to it",
                        "MissingSecret"));
    }
}
