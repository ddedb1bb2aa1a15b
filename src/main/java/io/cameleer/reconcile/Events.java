package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes Events about custom resources. What is said again counts up one Event instead of making another. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final KubernetesClient client;
    private final Clock clock;

    /** Writes with a client. */
    public Events(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Tells a write that was made. */
    public void tell(Plan plan) {
        normal(plan.primary(), plan.change().reason(), plan.change().text());
    }

    /** Something went as it should. */
    public void normal(HasMetadata about, String reason, String message) {
        publish(about, "Normal", reason, message);
    }

    /** Something needs a person's eye. */
    public void warning(HasMetadata about, String reason, String message) {
        publish(about, "Warning", reason, message);
    }

    private void publish(HasMetadata about, String type, String reason, String message) {
        var text = message.length() > 1000 ? message.substring(0, 1000) + "…" : message;
        var name = name(about, type + reason + text);
        var namespace = Optional.ofNullable(about.getMetadata().getNamespace()).orElse("default");
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            var events = client.v1().events().inNamespace(namespace);
            var before = events.withName(name).get();
            var event = before != null
                    ? new EventBuilder(before)
                            .withCount(before.getCount() + 1)
                            .withLastTimestamp(now)
                            .build()
                    : new EventBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion(about.getApiVersion())
                            .withKind(about.getKind())
                            .withNamespace(about.getMetadata().getNamespace())
                            .withName(about.getMetadata().getName())
                            .withUid(about.getMetadata().getUid())
                            .endInvolvedObject()
                            .withType(type)
                            .withReason(reason)
                            .withMessage(text)
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withCount(1)
                            .withNewSource()
                            .withComponent("cameleer")
                            .endSource()
                            .build();
            if (before != null) {
                events.resource(event).update();
            } else {
                events.resource(event).create();
            }
        } catch (KubernetesClientException e) {
            // An Event informs and decides nothing: losing one must not undo the step that it tells of.
            LOG.warn(
                    "Event {} of {}/{} was not accepted: {}",
                    reason,
                    namespace,
                    about.getMetadata().getName(),
                    e.getMessage());
        }
    }

    private static String name(HasMetadata about, String content) {
        var hash = new CRC32C();
        hash.update((about.getMetadata().getUid() + content).getBytes(StandardCharsets.UTF_8));
        var object = about.getMetadata().getName();
        return object.substring(0, Math.min(object.length(), 200)) + "."
                + HexFormat.of().toHexDigits(hash.getValue());
    }
}
