package io.cameleer.backup.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.backup.BackupException;
import io.cameleer.backup.store.ResumingRead;
import io.cameleer.backup.store.Store;
import io.cameleer.backup.store.StoreLocation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.Optional;

/**
 * Whose backups a folder holds: a small object in it, written only if there is none. Clusters of one name, in two namespaces or
 * two Kubernetes clusters, would otherwise write to each other's backups.
 *
 * @param apiVersion {@link #VERSION}
 * @param kind the custom resource's kind
 * @param namespace its namespace
 * @param name its name
 * @param kubernetes tells one Kubernetes cluster from another, null when that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FolderOwner(String apiVersion, String kind, String namespace, String name, String kubernetes) {
    /** The version of this format. */
    public static final String VERSION = "cameleer.io/folder.v1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT = 65_536;

    /** What a custom resource of a Kubernetes cluster writes into its folder. */
    public static FolderOwner of(HasMetadata object, Optional<String> kubernetes) {
        var owner = BackupOwner.of(object);
        return new FolderOwner(VERSION, owner.kind(), owner.namespace(), owner.name(), kubernetes.orElse(null));
    }

    /**
     * Whose a folder is, or nothing when it does not say.
     *
     * @throws BackupException when it cannot be read
     */
    static Optional<FolderOwner> read(Store store, BackupFolder folder) {
        return store.find(folder.owner()).map(found -> read(store, folder.owner(), Math.min(found.bytes(), LIMIT)));
    }

    private static FolderOwner read(Store store, String key, long bytes) {
        try (var in = new ResumingRead(store, key, 0, bytes)) {
            var found = JSON.readValue(in.readAllBytes(), FolderOwner.class);
            if (found != null
                    && VERSION.equals(found.apiVersion)
                    && found.owner().isPossible()) {
                return found;
            }
            throw unreadable(key, null);
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private static BackupException unreadable(String key, IOException cause) {
        return new BackupException(
                key
                        + " should tell whose backups its folder holds and cannot be read; remove it unless they are another cluster's",
                cause);
    }

    /** The custom resource. */
    public BackupOwner owner() {
        return new BackupOwner(kind, namespace, name);
    }

    /**
     * Makes a folder this owner's, unless it is already. One without an owner, as of before there were any, becomes whose backups
     * it holds; if they are of several, of the first of these that asks.
     *
     * @param location where the folder of its name is
     * @throws BackupException when it is another's
     */
    public void claim(Store store, StoreLocation location) {
        var folder = BackupFolder.of(location, name);
        var found = read(store, folder).orElseGet(() -> {
            refuseAnothers(Holdings.of(store, location, owner()));
            store.putIfAbsent(folder.owner(), json(), "application/json");
            return read(store, folder)
                    .orElseThrow(() -> new BackupException("the store did not keep " + folder.owner()));
        });
        refuseAnother(found, location.where(name));
        if (found.kubernetes == null && kubernetes != null) {
            store.put(folder.owner(), json(), "application/json");
        }
    }

    /**
     * Lets nobody else's folder pass for this owner's.
     *
     * @throws BackupException when it is another's
     */
    public void refuseAnothers(Holdings holdings) {
        holdings.claimed().ifPresent(found -> refuseAnother(found, holdings.where()));
        if (holdings.claimed().isEmpty()
                && holdings.own().isEmpty()
                && !holdings.others().isEmpty()) {
            throw refused(holdings.where(), BackupOwner.told(holdings.others()) + ";");
        }
    }

    /** Where one of two does not know its Kubernetes cluster, it is the same. */
    private void refuseAnother(FolderOwner found, String where) {
        if (!found.owner().equals(owner())) {
            throw refused(where, found.owner() + ";");
        }
        if (kubernetes != null && found.kubernetes != null && !kubernetes.equals(found.kubernetes)) {
            throw refused(
                    where,
                    owner() + " of another Kubernetes cluster; if that is gone, remove " + where + ".owner.json, else");
        }
    }

    private static BackupException refused(String where, String whose) {
        return new BackupException("spec.backup.prefix: " + where + " holds the backups of " + whose
                + " give this cluster a prefix of its own, which may hold {namespace}");
    }

    private byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
