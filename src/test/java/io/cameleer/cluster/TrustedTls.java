package io.cameleer.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the authorities of a Secret's key ca.crt and nobody else. */
public final class TrustedTls {
    private TrustedTls() {}

    /** Reads the Secret. */
    public static SSLContext of(KubernetesClient client, String namespace, String secret) {
        return of(Base64.getDecoder()
                .decode(client.secrets()
                        .inNamespace(namespace)
                        .withName(secret)
                        .get()
                        .getData()
                        .get("ca.crt")));
    }

    /** Trusts authorities in PEM. */
    static SSLContext of(byte[] authorities) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(authorities))) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks a server at an address, whose certificate is for a name, as the administrator. */
    public static String get(
            TestCluster cluster, String namespace, String secret, String address, String name, String path) {
        try {
            var connection = (HttpsURLConnection)
                    URI.create("https://" + address + path).toURL().openConnection();
            connection.setSSLSocketFactory(
                    of(cluster.client(), namespace, secret).getSocketFactory());
            connection.setHostnameVerifier((host, session) -> isFor(session, name));
            connection.setRequestProperty("Authorization", "Bearer " + cluster.token());
            try (var answer = connection.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFor(SSLSession session, String name) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectAlternativeNames().stream().anyMatch(one -> one.contains(name));
        } catch (GeneralSecurityException | SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
