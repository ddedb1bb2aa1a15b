package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * IRSA: a service account's token, which the API server signs and MinIO's STS verifies by the API server's own keys, is
 * exchanged for credentials. No Secret holds any.
 */
class WorkloadIdentityContractIT {
    @TempDir
    private Path folder;

    @Test
    void aServiceAccountsTokenOpensTheBucketWithoutAnySecret() throws Exception {
        var cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        var namespace = SharedCluster.namespace(cluster, "identity", false);
        cluster.kubectl(
                "create",
                "clusterrolebinding",
                "discovery",
                "--clusterrole=system:service-account-issuer-discovery",
                "--group=system:unauthenticated");
        try (var store = trusting(cluster)) {
            try (var s3 = store.client()) {
                s3.createBucket(request -> request.bucket("bucket"));
                s3.putObject(
                        request -> request.bucket("bucket").key("demo/20250101T000000Z.tar"),
                        RequestBody.fromString("archive"));
            }
            var token = Files.writeString(folder.resolve("token"), token(cluster, namespace, "readwrite"));
            assertThat(list(store, token)).contains("20250101T000000Z").doesNotContain("exit code");

            Files.writeString(token, token(cluster, namespace, "no-such-policy"));
            assertThat(list(store, token)).contains("exit code 1");
        }
    }

    private ObjectStore trusting(TestCluster cluster) throws IOException {
        var work = Project.work("identity");
        var authorities = Files.createDirectories(work.resolve("certificates/CAs"));
        var configuration = cluster.client().getConfiguration();
        var authority = configuration.getCaCertData() == null
                ? Files.readAllBytes(Path.of(configuration.getCaCertFile()))
                : Base64.getDecoder().decode(configuration.getCaCertData());
        Files.write(authorities.resolve("ca.crt"), authority);
        return new ObjectStore(
                work,
                Map.of(
                        "MINIO_IDENTITY_OPENID_CONFIG_URL",
                        cluster.client().getMasterUrl() + ".well-known/openid-configuration",
                        "MINIO_IDENTITY_OPENID_CLIENT_ID",
                        "cameleer",
                        // Policies are named by the token's audience: the only claim of it that a test can choose.
                        "MINIO_IDENTITY_OPENID_CLAIM_NAME",
                        "aud"));
    }

    private static String token(TestCluster cluster, String namespace, String policy) {
        var account = cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("operator")
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .serverSideApply();
        return cluster.client()
                .serviceAccounts()
                .inNamespace(namespace)
                .withName(account.getMetadata().getName())
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences("cameleer", policy)
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    private static String list(ObjectStore store, Path token) throws IOException, InterruptedException {
        var output = Project.workFile("list", ".txt");
        var builder = new ProcessBuilder(
                        Project.directory().resolve("bin/tsdb-ctl").toString(),
                        "list",
                        "--bucket",
                        "bucket",
                        "--endpoint",
                        store.endpoint())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        var environment = new HashMap<String, String>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::000000000000:role/cameleer");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
        environment.put("AWS_ENDPOINT_URL_STS", store.endpoint());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().putAll(environment);
        var process = builder.start();
        Waiting.until("tsdb-ctl to end", () -> !process.isAlive());
        var text = Files.readString(output);
        Files.delete(output);
        return process.exitValue() == 0 ? text : text + "exit code " + process.exitValue();
    }
}
