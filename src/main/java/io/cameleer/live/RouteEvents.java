package io.cameleer.live;

import io.cameleer.reconcile.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Tells of edited route files by Events about the operator's Lease, which exists wherever the operator runs. */
public final class RouteEvents {
    private final KubernetesClient client;
    private final Events events;
    private final String namespace;

    /** Publishes in the namespace of the Lease. */
    public RouteEvents(KubernetesClient client, Events events, String namespace) {
        this.client = client;
        this.events = events;
        this.namespace = namespace;
    }

    /** Publishes one edit. */
    public void tell(RouteEdit edit) {
        if (edit.accepted()) {
            events.normal(about(), "RoutesReloaded", edit.file() + " was swapped in.");
        } else {
            events.warning(
                    about(), "RoutesRefused", edit.file() + ": " + edit.message() + "; what ran before goes on.");
        }
    }

    private HasMetadata about() {
        var lease = client.leases().inNamespace(namespace).withName("cameleer").get();
        return lease != null
                ? lease
                : new LeaseBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withNamespace(namespace)
                                .withName("cameleer")
                                .build())
                        .build();
    }
}
