package io.cameleer;

import io.cameleer.admission.Admission;
import io.cameleer.api.Access;
import io.cameleer.api.ApiDocument;
import io.cameleer.api.AuditRows;
import io.cameleer.api.ClusterSets;
import io.cameleer.api.Clusters;
import io.cameleer.api.Namespaces;
import io.cameleer.api.Problems;
import io.cameleer.backup.Backups;
import io.cameleer.tls.Certificates;
import io.cameleer.tls.TlsSettings;
import io.cameleer.tls.WebhookTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/** TLS, the webhook that needs it, and REST, which beyond loopback needs it too. */
final class ServerBeans {
    private ServerBeans() {}

    /**
     * Makes the beans.
     *
     * @param overrides where settings are put that follow from others
     * @param audited whether there is an audit log
     */
    static void bind(Tools tools, Properties overrides, Backups backups, boolean audited)
            throws GeneralSecurityException, IOException {
        var registry = tools.registry();
        var certificates = certificates(tools, overrides);
        registry.bind("certificates", certificates);
        registry.bind(
                "webhookTrust",
                new WebhookTrust(
                        tools.client(), certificates, tools.settings().text("cameleer.admission.configuration")));
        registry.bind("admission", new Admission(certificates::admissionToken));

        var namespaces = new Namespaces(tools.settings().text("cameleer.api.namespace"));
        registry.bind(
                "access",
                new Access(tools.client(), namespaces, tools.settings().flag("cameleer.api.enabled")));
        registry.bind("clusters", new Clusters(tools.client(), backups, namespaces));
        registry.bind("clusterSets", new ClusterSets(tools.client()));
        registry.bind("auditRows", new AuditRows(namespaces, audited, tools.clock()));
        registry.bind("apiDocument", new ApiDocument(tools.settings().context()));
        registry.bind("problems", new Problems(tools.meters()));
    }

    private static Certificates certificates(Tools tools, Properties overrides)
            throws GeneralSecurityException, IOException {
        var settings = tools.settings();
        var tls = new TlsSettings(
                TlsSettings.Mode.valueOf(settings.text("cameleer.tls.mode").toUpperCase(Locale.ROOT)),
                settings.text("cameleer.tls.directory"),
                tools.namespace(),
                settings.text("cameleer.tls.secret"),
                settings.list("cameleer.tls.hosts"),
                Duration.parse(settings.text("cameleer.tls.validity")));
        var certificates = new Certificates(tools.client(), tls, Clock.systemUTC());
        overrides.setProperty("cameleer.tls.on", String.valueOf(tls.on()));
        overrides.setProperty("cameleer.tls.managed", String.valueOf(tls.mode() == TlsSettings.Mode.MANAGED));
        if (tls.on()) {
            settings.context().setSSLContextParameters(certificates.open());
        } else {
            refuseOpenAddress(settings.text("cameleer.http.host"));
        }
        return certificates;
    }

    private static void refuseOpenAddress(String host) throws UnknownHostException {
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
            throw new IllegalStateException(
                    "cameleer.http.host: " + host
                            + " is no loopback address, and tokens must not travel in clear; set cameleer.tls.mode to managed or files, or use 127.0.0.1");
        }
    }
}
