package io.cameleer.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tells one Kubernetes cluster from another: the UID of its namespace kube-system, which lives as long as it does. */
public final class KubernetesIdentity implements Supplier<Optional<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesIdentity.class);

    private final KubernetesClient client;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile Optional<String> known = Optional.empty();

    /** Asks with a client until there was an answer. */
    public KubernetesIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** The identity, or nothing where this process may not read it. */
    @Override
    public Optional<String> get() {
        if (known.isEmpty()) {
            known = read();
        }
        return known;
    }

    private Optional<String> read() {
        try {
            return Optional.ofNullable(
                            client.namespaces().withName("kube-system").get())
                    .map(namespace -> namespace.getMetadata().getUid());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                if (warned.compareAndSet(false, true)) {
                    LOG.warn(
                            "Folders of backups are not told from those of other Kubernetes clusters, as the namespace"
                                    + " kube-system may not be read: {}",
                            e.getMessage());
                }
                return Optional.empty();
            }
            throw e;
        }
    }
}
