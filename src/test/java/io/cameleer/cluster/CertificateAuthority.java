package io.cameleer.cluster;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The test cluster's certificate authority; its certificates live for a day. */
final class CertificateAuthority {
    private final Path folder;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final AtomicLong serial = new AtomicLong(1);

    /** A certificate's two files, in PEM. */
    record Pair(Path certificate, Path key) {}

    CertificateAuthority(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.keys = newKeys();
        this.certificate = sign("CN=cameleer-test-cluster", keys, List.of(), true, keys);
        write(folder.resolve("ca.crt"), certificate);
        write(folder.resolve("ca.key"), keys.getPrivate());
    }

    Path certificate() {
        return folder.resolve("ca.crt");
    }

    /** A client and serving certificate for a subject such as {@code O=system:masters,CN=admin}. */
    Pair issue(String name, String subject, String... hosts) throws IOException {
        var own = newKeys();
        var issued = new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        write(issued.certificate(), sign(subject, own, List.of(hosts), false, keys));
        write(issued.key(), own.getPrivate());
        return issued;
    }

    private X509Certificate sign(String subject, KeyPair own, List<String> hosts, boolean authority, KeyPair signer) {
        try {
            var issuer = new X500Name("CN=cameleer-test-cluster");
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(serial.getAndIncrement()),
                    Date.from(now.minus(Duration.ofMinutes(5))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    new X500Name(subject),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!hosts.isEmpty()) {
                var names = hosts.stream()
                        .map(host -> new GeneralName(
                                host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            var contentSigner = new JcaContentSignerBuilder("SHA256withRSA").build(signer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate for " + subject, e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, Object value) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        }
        Files.writeString(file, text.toString());
    }
}
