package io.cameleer.greptimedb;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.backup.store.StoreUnreachable;
import io.cameleer.backup.store.Stores;
import io.cameleer.greptimedb.roles.StorageAccess;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.Events;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries the object store with the credentials of a cluster: writes, lists and deletes one small object. The database itself
 * would find out with the first table. It does so beside the reconciliation, which a slow store must not hold up; an
 * identity that only the pods have cannot be tried.
 */
public final class StoragePreflight {
    private static final Map<String, String> KEYS = Map.of(
            "accessKeyId", "AWS_ACCESS_KEY_ID",
            "secretAccessKey", "AWS_SECRET_ACCESS_KEY",
            "storageAccountName", "AZURE_STORAGE_ACCOUNT",
            "storageAccountKey", "AZURE_STORAGE_KEY",
            "credentials.json", "GOOGLE_APPLICATION_CREDENTIALS");

    private final Attempts<GreptimeStatus.Storage> attempts;
    private final KubernetesClient client;
    private final StatusWriter status;
    private final Events events;

    /** Reads Secrets with a client; tells the outcome in the status and by Events. */
    public StoragePreflight(KubernetesClient client, StatusWriter status, Events events, Clock clock) {
        this.client = client;
        this.status = status;
        this.events = events;
        this.attempts = new Attempts<>(GreptimeStatus.Storage::ready, Duration.ofMinutes(10), clock);
    }

    /** Tries the store of a cluster, unless it is being tried or was a short while ago. */
    public void tryOut(Reconciliation<GreptimeDBCluster> reconciliation) {
        var cluster = reconciliation.primary();
        if (!reconciliation.isValid()) {
            return;
        }
        var told = Optional.ofNullable(cluster.getStatus())
                .map(GreptimeStatus::storage)
                .orElse(null);
        var storage = cluster.getSpec().storage();
        if (storage.credentials() == StorageSpec.Credentials.IDENTITY) {
            if (told != null) {
                status.set(cluster, Collections.singletonMap("storage", null));
            }
            return;
        }
        var values = values(cluster);
        attempts.attempt(cluster.getMetadata().getUid(), List.of(storage, values), told, () -> attempt(cluster, values))
                .ifPresent(news -> tell(cluster, news));
    }

    private void tell(GreptimeDBCluster cluster, Attempts.News<GreptimeStatus.Storage> news) {
        var outcome = news.outcome();
        status.set(cluster, Map.of("storage", outcome));
        if (!news.isNew()) {
            return;
        }
        if (outcome.ready()) {
            events.normal(cluster, "StorageReady", outcome.message());
        } else {
            events.warning(cluster, "Storage" + outcome.reason(), outcome.message());
        }
    }

    /** Forgets a cluster that is gone. */
    public void forget(Reconciliation<GreptimeDBCluster> reconciliation) {
        attempts.forget(reconciliation.primary().getMetadata().getUid());
    }

    private static GreptimeStatus.Storage attempt(GreptimeDBCluster cluster, Map<String, String> values) {
        var storage = cluster.getSpec().storage();
        var location = new StoreLocation(
                storage.backend(),
                storage.bucket(),
                storage.region(),
                storage.endpoint(),
                storage.prefix(),
                "spec.storage.",
                storage.credentials() == StorageSpec.Credentials.SECRET ? "secretRef" : "secretAccessKey");
        try (Store store = Stores.open(location, Optional.of(values))) {
            var key = location.root() + "cameleer-preflight-"
                    + cluster.getMetadata().getUid();
            store.put(key, new byte[] {'1'}, "text/plain");
            if (store.list(key).isEmpty()) {
                return new GreptimeStatus.Storage(
                        false, "Refused", "bucket " + storage.bucket() + " does not list what was written to it");
            }
            store.delete(List.of(key));
            return new GreptimeStatus.Storage(
                    true, "Accepted", "bucket " + storage.bucket() + " can be written, listed and deleted from");
        } catch (StoreUnreachable e) {
            return new GreptimeStatus.Storage(
                    false, "Unreachable", e.getMessage() + "; pods may reach it though the operator does not");
        } catch (BackupException e) {
            return new GreptimeStatus.Storage(false, "Refused", e.getMessage());
        }
    }

    private Map<String, String> values(GreptimeDBCluster cluster) {
        var storage = cluster.getSpec().storage();
        var found = new HashMap<String, String>();
        if (storage.credentials() == StorageSpec.Credentials.INLINE) {
            found.put("accessKeyId", storage.accessKeyId());
            found.put("secretAccessKey", storage.secretAccessKey());
        } else {
            var secret = client.secrets()
                    .inNamespace(cluster.getMetadata().getNamespace())
                    .withName(storage.secretRef())
                    .get();
            var data = Optional.ofNullable(secret).map(read -> read.getData()).orElse(Map.of());
            StorageAccess.keys(storage.backend()).stream()
                    .filter(data::containsKey)
                    .forEach(key -> found.put(
                            key, new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8)));
        }
        var named = new HashMap<String, String>();
        found.forEach((key, value) -> named.put(KEYS.get(key), value));
        return named;
    }
}
