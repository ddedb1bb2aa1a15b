package io.cameleer.backup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.TrustedEndpoints;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreAccessTest {
    @ParameterizedTest
    @CsvSource({"s3,spec.backup.", "gcs,spec.backup.", "azure,spec.restoreFrom."})
    void theOperatorsOwnIdentityGoesToNoAddressThatAResourceNames(String provider, String field) {
        var access = new StoreAccess(null, "", "us-east-1", new TrustedEndpoints(List.of()));
        var location = new StoreLocation(provider, "bucket", null, "https://evil.example", null, field);
        assertThatThrownBy(() -> access.open(location, "default", null))
                .isInstanceOf(BackupException.class)
                .hasMessage(field
                        + "endpoint: the operator does not show its own identity to https://evil.example; name a"
                        + " Secret in " + field + "credentialsSecretRef, or have the address added to the setting"
                        + " cameleer.backup.identity-endpoints");
    }
}
