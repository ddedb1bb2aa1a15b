package io.cameleer.tls;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.function.Supplier;

/**
 * A key store that is another one whenever it is asked, so that a server goes on with a new certificate without a restart:
 * the key manager of the algorithm NewSunX509 asks at every handshake.
 */
final class LiveKeyStore extends KeyStore {
    LiveKeyStore(Supplier<KeyStore> current) {
        super(new Delegate(current), new Origin(), "live");
    }

    private static final class Origin extends Provider {
        private static final long serialVersionUID = 1L;

        Origin() {
            super("cameleer", "1", "key stores that change");
        }
    }

    /** Reads from what is current; it is never written to. */
    private static final class Delegate extends KeyStoreSpi {
        private final Supplier<KeyStore> current;

        Delegate(Supplier<KeyStore> current) {
            this.current = current;
        }

        private interface Question<T> {
            T ask(KeyStore store) throws KeyStoreException;
        }

        private <T> T ask(Question<T> question) {
            try {
                return question.ask(current.get());
            } catch (KeyStoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Key engineGetKey(String alias, char[] password)
                throws NoSuchAlgorithmException, UnrecoverableKeyException {
            try {
                return current.get().getKey(alias, password);
            } catch (KeyStoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Certificate[] engineGetCertificateChain(String alias) {
            return ask(store -> store.getCertificateChain(alias));
        }

        @Override
        public Certificate engineGetCertificate(String alias) {
            return ask(store -> store.getCertificate(alias));
        }

        @Override
        public Date engineGetCreationDate(String alias) {
            return ask(store -> store.getCreationDate(alias));
        }

        @Override
        public Enumeration<String> engineAliases() {
            return ask(KeyStore::aliases);
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return Collections.list(engineAliases()).contains(alias);
        }

        @Override
        public int engineSize() {
            return ask(KeyStore::size);
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return ask(store -> store.isKeyEntry(alias));
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return ask(store -> store.isCertificateEntry(alias));
        }

        @Override
        public String engineGetCertificateAlias(Certificate certificate) {
            return ask(store -> store.getCertificateAlias(certificate));
        }

        @Override
        public void engineLoad(InputStream stream, char[] password) {
            // What is current is loaded by whoever supplies it.
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetCertificateEntry(String alias, Certificate certificate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineDeleteEntry(String alias) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {
            throw new UnsupportedOperationException();
        }
    }
}
