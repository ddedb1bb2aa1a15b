package io.cameleer.tls;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A certificate to serve TLS with, as a Secret of the type kubernetes.io/tls holds it.
 *
 * @param certificate {@code tls.crt}: the certificate and those that vouch for it, in PEM
 * @param key {@code tls.key}: its private key, in PEM
 */
public record ServingCertificate(String certificate, String key) {
    private static final char[] NO_PASSWORD = {};

    /**
     * When it becomes invalid.
     *
     * @throws GeneralSecurityException when it cannot be read
     */
    public Instant expiry() throws GeneralSecurityException {
        return certificates(certificate).getFirst().getNotAfter().toInstant();
    }

    /**
     * A key store that holds it.
     *
     * @throws GeneralSecurityException when certificate or key cannot be read, or do not belong together, as when only one
     *     of two files was replaced yet
     */
    KeyStore keyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            var loaded = privateKey();
            refuseMismatch(loaded, certificates(certificate).getFirst());
            store.setKeyEntry(
                    "serving", loaded, NO_PASSWORD, certificates(certificate).toArray(X509Certificate[]::new));
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("tls.crt or tls.key is not PEM", e);
        }
    }

    /**
     * The certificates of a text, in their order.
     *
     * @throws GeneralSecurityException when there are none
     */
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var found = new ArrayList<X509Certificate>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException e) {
            throw new GeneralSecurityException("the certificate is not PEM", e);
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        return found;
    }

    private static void refuseMismatch(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        var algorithm = key.getAlgorithm();
        var signature = Signature.getInstance(
                algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.startsWith("EC") ? "SHA256withECDSA" : algorithm);
        signature.initSign(key);
        var signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("tls.key is not the key of tls.crt");
        }
    }

    PrivateKey privateKey() throws IOException, GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(key))) {
            var found = parser.readObject();
            if (found instanceof PEMKeyPair pair) {
                return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
            }
            if (found instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
            throw new GeneralSecurityException("there is no private key in tls.key");
        }
    }
}
