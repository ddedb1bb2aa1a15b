package io.cameleer.cluster;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** A real Azurite, which speaks Azure Blob Storage, on loopback. */
public final class Azurite implements AutoCloseable {
    /** The account; test data, of no use anywhere else. */
    public static final String ACCOUNT = "cameleerdemo";

    /** Its key. */
    public static final String KEY =
            Base64.getEncoder().encodeToString("cameleer-demo-key".getBytes(StandardCharsets.UTF_8));

    private final int port = Ports.free();
    private final Path objects;
    private final Processes.Running running;

    /** Starts it over a folder of data and waits until it answers. */
    public Azurite(Path work) throws IOException {
        objects = Files.createDirectories(work.resolve("azurite"));
        running = Processes.start(
                "azurite",
                work.resolve("azurite.log"),
                Map.of("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY),
                List.of(
                        "node",
                        installed()
                                .resolve("node_modules/azurite/dist/src/blob/main.js")
                                .toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        String.valueOf(port),
                        "--location",
                        objects.toString(),
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent"));
        Waiting.until("Azurite to listen (see " + work + "/azurite.log)", () -> {
            try (var socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            }
        });
    }

    /** Installs what the lock file pins, once, into the cache. */
    static synchronized Path installed() throws IOException {
        DebianPackages.ensure(DebianPackages.NODE_JS);
        var sources = Project.directory().resolve("src/test/cluster/azurite");
        var lock = new CRC32C();
        lock.update(Files.readAllBytes(sources.resolve("package-lock.json")));
        var folder = Project.cache().resolve("tools/azurite-" + HexFormat.of().toHexDigits(lock.getValue(), 8));
        if (!Files.exists(folder)) {
            var unfinished =
                    Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".part" + Slot.number()));
            for (var file : List.of("package.json", "package-lock.json")) {
                Files.copy(sources.resolve(file), unfinished.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Progress.of(
                    "installing azurite",
                    () -> Processes.run(
                            unfinished,
                            Map.of(),
                            List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev")));
            if (!Files.exists(folder)) { // another run of this machine may have been faster
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return folder;
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** The account's address. */
    public String endpoint() {
        return endpoint(port);
    }

    /** The account's address by way of another port. */
    public static String endpoint(int port) {
        return "http://127.0.0.1:" + port + "/" + ACCOUNT;
    }

    /** What a Secret holds for it. */
    public static Map<String, String> secret() {
        return Map.of("AZURE_STORAGE_ACCOUNT", ACCOUNT, "AZURE_STORAGE_KEY", KEY);
    }

    /** A client as the account's owner. */
    public BlobServiceClient client() {
        return new BlobServiceClientBuilder()
                .endpoint(endpoint())
                .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
                .buildClient();
    }

    @Override
    public void close() {
        running.close();
        Project.discard(objects);
    }
}
