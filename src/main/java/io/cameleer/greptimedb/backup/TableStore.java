package io.cameleer.greptimedb.backup;

import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.StoreAccess;
import io.cameleer.backup.store.StoreLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bucket as the database has to be told of it.
 *
 * @param location where
 * @param secret the credentials, or nothing for the identity of the database's pods
 */
record TableStore(StoreLocation location, Optional<Map<String, String>> secret) {
    static TableStore of(
            StoreAccess stores, StoreLocation location, String namespace, BackupSpec.CredentialsRef credentials) {
        return new TableStore(
                stores.known(location),
                Optional.ofNullable(credentials)
                        .map(reference -> stores.values(location, namespace, reference.name())));
    }

    /** The folder of a database's rows, as the database takes it. */
    String url(String folder, String database) {
        return "s3://" + location.bucket() + "/" + folder(folder, database);
    }

    /** The same as a prefix of keys. */
    static String folder(String folder, String database) {
        return folder + "data/" + database + "/";
    }

    /** A text in which no credential stands. */
    String without(String text) {
        var safe = text;
        for (var value : secret.map(Map::values).orElse(List.of())) {
            safe = value.isBlank() ? safe : safe.replace(value.strip(), "***");
        }
        return safe;
    }
}
