package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kubeconfig files with certificates by path. */
final class Kubeconfig {
    private Kubeconfig() {}

    static Path write(Path file, String server, CertificateAuthority authority, CertificateAuthority.Pair user)
            throws IOException {
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: cameleer-test
                clusters:
                - name: cameleer-test
                  cluster:
                    server: %s
                    certificate-authority: %s
                users:
                - name: user
                  user:
                    client-certificate: %s
                    client-key: %s
                contexts:
                - name: cameleer-test
                  context:
                    cluster: cameleer-test
                    user: user
                    namespace: default
                """.formatted(server, authority.certificate(), user.certificate(), user.key()));
    }
}
