package io.cameleer.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The certificate that the server shows at the next handshake. */
final class ServedTls {
    private final AtomicReference<KeyStore> store = new AtomicReference<>();
    private volatile ServingCertificate current;

    /** Whether this certificate is shown already. */
    boolean shows(ServingCertificate certificate) {
        return certificate.equals(current);
    }

    /**
     * Shows another one from now on.
     *
     * @throws GeneralSecurityException when it cannot be read; what was shown before stays
     */
    void show(ServingCertificate certificate) throws GeneralSecurityException {
        store.set(certificate.keyStore());
        current = certificate;
    }

    /** What Camel's HTTP server needs. */
    SSLContextParameters parameters() {
        var keyStore = new KeyStoreParameters() {
            @Override
            public KeyStore createKeyStore() {
                var live = new LiveKeyStore(store::get);
                try {
                    live.load(null, null);
                } catch (GeneralSecurityException | java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
                return live;
            }
        };
        var managers = new KeyManagersParameters();
        managers.setAlgorithm("NewSunX509");
        managers.setKeyPassword("");
        managers.setKeyStore(keyStore);
        var parameters = new SSLContextParameters();
        parameters.setKeyManagers(managers);
        return parameters;
    }
}
