package io.cameleer.greptimedb.roles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.cameleer.greptimedb.GreptimeDBCluster;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The configuration files of the database's roles, without any credential. Keys are those of GreptimeDB 0.17 and 1.x; see
 * https://docs.greptime.com/user-guide/deployments-administration/configuration/.
 */
final class Configuration {
    /** Where pods find the file. */
    static final String FOLDER = "/etc/greptimedb";

    /** Where data nodes keep the write-ahead log and their caches. */
    static final String DATA = "/data/greptimedb";

    /** Where logs go besides the standard output: a volume that ends with its pod. */
    static final String LOGS = "/var/log/greptimedb";

    /** The key with a service account's JSON in a Secret for Google's store. */
    static final String GCS_KEY = "credentials.json";

    /** Where pods find that key. */
    static final String GCS_FOLDER = "/etc/greptimedb-credentials";

    private static final ObjectMapper TOML = new TomlMapper();

    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

    private Configuration() {}

    /** A role's ConfigMap. */
    static ConfigMap map(GreptimeDBCluster cluster, Role role, String image) {
        return new ConfigMapBuilder()
                .withMetadata(role.metadata(cluster))
                .addToData("config.toml", file(cluster, role, image))
                .build();
    }

    private static String file(GreptimeDBCluster cluster, Role role, String image) {
        var root = TOML.createObjectNode();
        root.putObject("logging").put("append_stdout", true).put("dir", LOGS).put("level", "info");
        switch (role) {
            case META -> {
                root.put("backend", "etcd_store");
                var addresses = root.putArray("store_addrs");
                EtcdRole.addresses(cluster).forEach(addresses::add);
                root.put("store_key_prefix", cluster.getMetadata().getName());
            }
            case DATANODE -> {
                storage(cluster, root, image);
                root.putObject("wal").put("dir", DATA + "/wal").put("provider", "raft_engine");
            }
            default -> {}
        }
        try {
            return TOML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void storage(GreptimeDBCluster cluster, ObjectNode root, String image) {
        var spec = cluster.getSpec().storage();
        var storage = root.putObject("storage");
        storage.put("data_home", DATA);
        switch (spec.backend()) {
            case "s3" -> storage.put("type", "S3").put("bucket", spec.bucket()).put("region", spec.region());
            case "gcs" -> {
                storage.put("type", "Gcs").put("bucket", spec.bucket());
                storage.put("scope", "https://www.googleapis.com/auth/devstorage.read_write");
                if (spec.credentials() == StorageSpec.Credentials.SECRET) {
                    storage.put("credential_path", GCS_FOLDER + "/" + GCS_KEY);
                }
            }
            default -> storage.put("type", "Azblob").put("container", spec.bucket());
        }
        if (spec.endpoint() != null) {
            storage.put("endpoint", spec.endpoint());
        }
        if (spec.prefix() != null && !spec.prefix().isBlank()) {
            storage.put("root", spec.prefix());
        }
        var size = cluster.getSpec().datanode().localCache().size();
        var readCache = DatabaseVersion.hasReadCache(image);
        if (readCache) {
            storage.put("cache_capacity", share(size, 40)).put("cache_path", DATA + "/cache");
        }
        var mito = TOML.createObjectNode();
        mito.put("enable_write_cache", true);
        mito.put("write_cache_path", DATA + "/write-cache");
        mito.put("write_cache_size", share(size, readCache ? 20 : 60));
        root.putArray("region_engine").addObject().set("mito", mito);
    }

    /** A part of a volume; what is left is for the write-ahead log. */
    private static String share(Quantity size, int percent) {
        var bytes = Quantity.getAmountInBytes(size)
                .multiply(BigDecimal.valueOf(percent))
                .movePointLeft(2);
        return bytes.divideToIntegralValue(MEBIBYTE).toBigInteger() + "MiB";
    }

    /** A word that changes with what some keys of a ConfigMap hold. */
    static String mark(ConfigMap map, String... keys) {
        var hash = new CRC32C();
        for (var key : keys) {
            hash.update((map.getData().get(key) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits(hash.getValue(), 8);
    }
}
