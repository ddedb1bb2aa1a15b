package io.cameleer.cluster;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** A real MinIO on loopback. */
public final class ObjectStore implements AutoCloseable {
    /** The administrator's access key; test data, of no use anywhere else. */
    public static final String ACCESS_KEY = "cameleer-demo";

    /** The administrator's secret key. */
    public static final String SECRET_KEY = "cameleer-demo-secret";

    private final Path objects;
    private final String host;
    private final int port = Ports.free();
    private final Processes.Running running;

    /** Starts it over a folder of data and waits until it answers. */
    public ObjectStore(Path work) throws IOException {
        this(work, Map.of());
    }

    /**
     * The same with further settings of MinIO's own.
     *
     * @param settings its environment; certificates of authorities to trust are taken from {@code certificates/CAs}
     */
    public ObjectStore(Path work, Map<String, String> settings) throws IOException {
        this(work, settings, "127.0.0.1");
    }

    /** The content of a Secret, and the environment of a tool, by which the administrator is known to it. */
    public static Map<String, String> secret() {
        return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }

    /** The settings by which an operator uses it for all clusters that name no other. */
    public Map<String, String> settings() {
        var settings = new HashMap<>(secret());
        settings.put("CAMELEER_BACKUP_S3_ENDPOINT", endpoint());
        return settings;
    }

    /** The same at an address that pods reach too. */
    public static ObjectStore forPods(Path work) throws IOException {
        return new ObjectStore(work, Map.of(), Node.CONTROL_PLANE);
    }

    private ObjectStore(Path work, Map<String, String> settings, String host) throws IOException {
        this.host = host;
        objects = work.resolve("objects");
        var environment = new HashMap<>(settings);
        environment.put("MINIO_ROOT_USER", ACCESS_KEY);
        environment.put("MINIO_ROOT_PASSWORD", SECRET_KEY);
        environment.put("MINIO_BROWSER", "off");
        environment.put("MINIO_UPDATE", "off");
        running = Processes.start(
                "minio",
                work.resolve("minio.log"),
                environment,
                List.of(
                        Tool.MINIO.path().toString(),
                        "server",
                        "--address",
                        host + ":" + port,
                        "--certs-dir",
                        work.resolve("certificates").toString(),
                        "--quiet",
                        objects.toString()));
        Waiting.until("MinIO to listen (see " + work + "/minio.log)", () -> {
            try (var socket = new Socket(host, port)) {
                return socket.isConnected();
            }
        });
        Waiting.until("MinIO to answer", () -> {
            try (var s3 = client()) {
                return s3.listBuckets() != null;
            }
        });
    }

    /** Where it listens. */
    public String endpoint() {
        return "http://" + host + ":" + port;
    }

    /** A new client as its administrator; the caller closes it. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    /** Credentials that a policy limits, as a role's session has them. */
    public Credentials session(String policy) {
        try (var sts = StsClient.builder()
                .endpointOverride(URI.create(endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build()) {
            return sts.assumeRole(request -> request.roleArn("arn:aws:iam::000000000000:role/test")
                            .roleSessionName("test")
                            .policy(policy))
                    .credentials();
        }
    }

    @Override
    public void close() {
        running.close();
        Project.discard(objects);
    }
}
