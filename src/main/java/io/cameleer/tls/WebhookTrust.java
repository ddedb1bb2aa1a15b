package io.cameleer.tls;

import io.cameleer.reconcile.Apply;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the Kubernetes API which authorities vouch for the admission webhook's certificate. */
public final class WebhookTrust {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookTrust.class);

    private static final String PATH = "/admission/validate/";

    private final KubernetesClient client;
    private final Certificates certificates;
    private final String configuration;
    private boolean missed;

    /**
     * Writes with a client.
     *
     * @param configuration name of the ValidatingWebhookConfiguration; nothing is done when it is empty
     */
    public WebhookTrust(KubernetesClient client, Certificates certificates, String configuration) {
        this.client = client;
        this.certificates = certificates;
        this.configuration = configuration;
    }

    /** Writes the authorities into every webhook of the configuration that does not have them. */
    public void inject() {
        if (configuration.isBlank()) {
            return;
        }
        var trusted = certificates.trusted();
        if (trusted.isEmpty()) {
            return;
        }
        var found = client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(configuration)
                .get();
        if (found == null) {
            if (!missed) {
                LOG.warn("There is no ValidatingWebhookConfiguration {}; nothing asks this webhook", configuration);
            }
            missed = true;
            return;
        }
        missed = false;
        var bundle = Base64.getEncoder().encodeToString(trusted.get().getBytes(StandardCharsets.UTF_8));
        var wanted = found.getWebhooks().stream()
                .map(webhook -> trusting(webhook, bundle))
                .toList();
        var known = found.getWebhooks().stream()
                .map(webhook -> new ValidatingWebhookBuilder()
                        .withName(webhook.getName())
                        .withClientConfig(webhook.getClientConfig())
                        .build())
                .toList();
        if (known.equals(wanted)) {
            return;
        }
        client.resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName(configuration)
                        .endMetadata()
                        .withWebhooks(wanted)
                        .build())
                .patch(Apply.OURS);
        LOG.info("ValidatingWebhookConfiguration {} knows the authorities of this operator", configuration);
    }

    /** Only what is ours: the name, by which the API knows the webhook, and how it is reached. */
    private ValidatingWebhook trusting(ValidatingWebhook webhook, String bundle) {
        var path = PATH + certificates.admissionToken().orElse("anyone");
        var reached = new WebhookClientConfigBuilder(webhook.getClientConfig()).withCaBundle(bundle);
        if (webhook.getClientConfig().getService() != null) {
            reached.editService().withPath(path).endService();
        } else {
            reached.withUrl(
                    URI.create(webhook.getClientConfig().getUrl()).resolve(path).toString());
        }
        return new ValidatingWebhookBuilder()
                .withName(webhook.getName())
                .withClientConfig(reached.build())
                .build();
    }
}
