package io.cameleer.tls;

import io.cameleer.reconcile.SecretData;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the server's certificate comes from: a folder that somebody else keeps up to date, as a mounted Secret of
 * cert-manager, or a Secret that the leader makes and renews and that every replica reads.
 *
 * <p>A renewal goes in two steps so that no client ever meets a certificate that it does not trust: the next authority is
 * made known first, and its certificate is shown when those who trust have had time to hear of it.
 */
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String TRUSTED = "ca.crt";
    private static final String NEXT = "next-";
    private static final String SINCE = "since";
    private static final String TOKEN = "admission-token";

    private final KubernetesClient client;
    private final TlsSettings settings;
    private final Clock clock;
    private final ServedTls served = new ServedTls();
    private volatile String token;

    /** Keeps certificates as the settings say. */
    public Certificates(KubernetesClient client, TlsSettings settings, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What the server needs to begin, with a certificate to show.
     *
     * @throws GeneralSecurityException when there is none that can be used
     * @throws IOException when a file cannot be read
     */
    public SSLContextParameters open() throws GeneralSecurityException, IOException {
        if (settings.mode() == TlsSettings.Mode.MANAGED && secret().isEmpty()) {
            create();
        }
        read();
        return served.parameters();
    }

    /** Shows what stands in the folder or in the Secret by now; what cannot be read leaves everything as it is. */
    public void refresh() throws IOException {
        try {
            read();
        } catch (GeneralSecurityException e) {
            LOG.warn("The certificate cannot be used, the one before is still shown: {}", e.getMessage());
        }
    }

    /**
     * Renews the certificate when two thirds of its time are over; only the leader does.
     *
     * @throws GeneralSecurityException when no certificate can be made
     */
    public void renew() throws GeneralSecurityException {
        var secret = secret();
        if (secret.isEmpty()) {
            create();
            return;
        }
        var data = SecretData.of(secret.get());
        var now = clock.instant();
        var known = Optional.ofNullable(data.get(NEXT + SINCE)).map(Instant::parse);
        switch (settings.renewal(now, certificate(data).expiry(), known)) {
            case PREPARE -> prepare(secret.get(), data, now);
            case SHOW -> promote(secret.get(), data);
            case NONE -> {
                // It is good for long enough.
            }
        }
    }

    /** The authorities that a client has to trust, in PEM; nothing when somebody else keeps the certificate. */
    public Optional<String> trusted() {
        return settings.mode() == TlsSettings.Mode.MANAGED
                ? secret().map(secret -> SecretData.of(secret).get(TRUSTED))
                : Optional.empty();
    }

    /** The part of the admission webhook's path that only the Kubernetes API is told; nothing when nobody made one. */
    public Optional<String> admissionToken() {
        return Optional.ofNullable(token);
    }

    private void read() throws GeneralSecurityException, IOException {
        var certificate = settings.mode() == TlsSettings.Mode.MANAGED ? ofSecret() : ofFolder();
        if (!served.shows(certificate)) {
            served.show(certificate);
            LOG.info("TLS shows a certificate that is valid until {}", certificate.expiry());
        }
    }

    private ServingCertificate ofSecret() throws GeneralSecurityException {
        var data = SecretData.of(
                secret().orElseThrow(() -> new GeneralSecurityException("there is no Secret " + settings.secret())));
        token = data.get(TOKEN);
        return certificate(data);
    }

    private ServingCertificate ofFolder() throws IOException {
        return new ServingCertificate(
                Files.readString(Path.of(settings.directory(), CERTIFICATE)),
                Files.readString(Path.of(settings.directory(), KEY)));
    }

    private static byte[] random() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private void create() throws GeneralSecurityException {
        var issued = Authority.issue(settings.hosts(), clock.instant(), settings.validity());
        var data = new HashMap<String, String>();
        data.put(CERTIFICATE, issued.certificate().certificate());
        data.put(KEY, issued.certificate().key());
        data.put(TRUSTED, issued.authority());
        data.put(TOKEN, HexFormat.of().formatHex(random()));
        try {
            client.resource(with(new Secret(), data)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            // Another replica was faster; its certificate is as good.
        }
    }

    private void prepare(Secret secret, Map<String, String> data, Instant now) throws GeneralSecurityException {
        var issued = Authority.issue(settings.hosts(), now, settings.validity());
        data.put(NEXT + CERTIFICATE, issued.certificate().certificate());
        data.put(NEXT + KEY, issued.certificate().key());
        data.put(NEXT + SINCE, now.toString());
        data.put(TRUSTED, lastAuthority(data.get(TRUSTED)) + issued.authority());
        replace(secret, data);
        LOG.info(
                "The next certificate is made; its authority is made known for {} s first",
                settings.patience().toSeconds());
    }

    private void promote(Secret secret, Map<String, String> data) {
        data.put(CERTIFICATE, data.remove(NEXT + CERTIFICATE));
        data.put(KEY, data.remove(NEXT + KEY));
        data.remove(NEXT + SINCE);
        replace(secret, data);
    }

    /** The write names the version that was read, so that two leaders cannot mix their halves. */
    private void replace(Secret secret, Map<String, String> data) {
        client.resource(with(secret, data)).update();
    }

    private Secret with(Secret secret, Map<String, String> data) {
        return new SecretBuilder(secret)
                .editOrNewMetadata()
                .withName(settings.secret())
                .withNamespace(settings.namespace())
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withData(SecretData.encoded(data))
                .build();
    }

    private Optional<Secret> secret() {
        return Optional.ofNullable(client.secrets()
                .inNamespace(settings.namespace())
                .withName(settings.secret())
                .get());
    }

    private static ServingCertificate certificate(Map<String, String> data) {
        return new ServingCertificate(data.getOrDefault(CERTIFICATE, ""), data.getOrDefault(KEY, ""));
    }

    /** The newest of the authorities that were known; those before it vouch for nothing any more. */
    private static String lastAuthority(String trusted) {
        return trusted.substring(Math.max(0, trusted.lastIndexOf("-----BEGIN CERTIFICATE-----")));
    }
}
