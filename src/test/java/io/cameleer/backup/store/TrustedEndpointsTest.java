package io.cameleer.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedEndpointsTest {
    private final TrustedEndpoints trusted = new TrustedEndpoints(List.of("https://minio.storage.svc:9000/"));

    @ParameterizedTest
    @CsvSource({
        "s3,",
        "gcs,",
        "azure,",
        "s3,https://s3.amazonaws.com",
        "s3,https://s3.eu-central-1.amazonaws.com/",
        "s3,https://s3-us-west-2.amazonaws.com:443",
        "s3,https://s3-fips.dualstack.us-gov-west-1.amazonaws.com",
        "s3,https://s3.cn-north-1.amazonaws.com.cn",
        "s3,HTTPS://MinIO.storage.svc:9000",
        "gcs,https://storage.googleapis.com",
        "gcs,http://emulator:4443",
        "gcs,https://storage.europe-west3.rep.googleapis.com",
        "azure,https://account.blob.core.windows.net/",
        "azure,https://account.z12.blob.storage.azure.net",
        "azure,https://account.blob.core.usgovcloudapi.net"
    })
    void theProvidersOwnAddressesAndTheListedOnesAreTrusted(String provider, String endpoint) {
        assertThat(trusted.include(location(provider, endpoint))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "s3,https://evil.example",
        "s3,http://s3.amazonaws.com",
        "s3,https://s3.amazonaws.com:8443",
        "s3,https://s3.amazonaws.com@evil.example",
        "s3,https://s3.amazonaws.com.evil.example",
        "s3,https://s3.amazonaws.com/evil",
        "s3,https://s3.amazonaws.com?evil",
        "s3,https://s3.amazonaws.com#evil",
        "s3,https://evil.example#.amazonaws.com",
        "s3,https://abc123.execute-api.us-east-1.amazonaws.com",
        "s3,https://evil.elb.us-east-1.amazonaws.com",
        "s3,https://evil.s3.us-east-1.amazonaws.com",
        "s3,https://s3xamazonaws.com",
        "s3,https://storage.googleapis.com",
        "s3,http://minio.storage.svc:9000",
        "s3,https://minio.storage.svc:9001",
        "s3,https://minio.storage.svc",
        "s3,http://169.254.169.254",
        "s3,minio.storage.svc:9000",
        "s3,https://s3.amazonaws.com\\evil",
        "s3,https://minio_1:9000",
        "gcs,https://evil.example",
        "gcs,https://evil.googleapis.com",
        "azure,https://evil.example",
        "azure,https://account.blob.core.windows.net.evil.example",
        "azure,https://account.file.core.windows.net",
        "ftp,https://s3.amazonaws.com"
    })
    void noOtherAddressIs(String provider, String endpoint) {
        assertThat(trusted.include(location(provider, endpoint))).isFalse();
    }

    @Test
    void aSettingThatIsNoAddressIsRefusedByItsName() {
        assertThatThrownBy(() -> new TrustedEndpoints(List.of("minio:9000")))
                .hasMessageContaining("cameleer.backup.identity-endpoints: minio:9000 is no address");
    }

    private static StoreLocation location(String provider, String endpoint) {
        return new StoreLocation(provider, "bucket", null, endpoint, null, "spec.backup.");
    }
}
