package io.cameleer.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates and the authorities that vouch for them. */
public final class Authority {
    private static final X500Name NAME = new X500Name("CN=cameleer-ca");
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private Authority() {}

    /**
     * A certificate and its authority.
     *
     * @param certificate what the server shows
     * @param authority the certificate that a client has to trust, in PEM
     */
    record Issued(ServingCertificate certificate, String authority) {}

    /**
     * Makes both anew. As no key of an authority is kept, none can be stolen; whoever trusts is told of the next authority
     * before it is used.
     *
     * @param hosts DNS names and IP addresses under which the server is reached
     */
    static Issued issue(List<String> hosts, Instant now, Duration validity) throws GeneralSecurityException {
        try {
            var authority = newKeys();
            var serving = newKeys();
            var trusted = sign(NAME, authority.getPublic(), List.of(), authority.getPrivate(), now, validity);
            var leaf = sign(
                    new X500Name("CN=" + hosts.getFirst()),
                    serving.getPublic(),
                    hosts,
                    authority.getPrivate(),
                    now,
                    validity);
            return new Issued(
                    new ServingCertificate(pem(leaf), pem(new JcaPKCS8Generator(serving.getPrivate(), null))),
                    pem(trusted));
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException("no certificate could be made", e);
        }
    }

    private static X509CertificateHolder sign(
            X500Name subject, PublicKey own, List<String> hosts, PrivateKey signer, Instant now, Duration validity)
            throws OperatorCreationException, IOException {
        var authority = hosts.isEmpty();
        var builder = new JcaX509v3CertificateBuilder(
                NAME,
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(CLOCK_DIFFERENCE)),
                Date.from(now.plus(validity)),
                subject,
                own);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (authority) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } else {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(hosts.stream()
                            .map(host -> new GeneralName(
                                    host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                            .toArray(GeneralName[]::new)));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(Object value) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        }
        return text.toString();
    }
}
