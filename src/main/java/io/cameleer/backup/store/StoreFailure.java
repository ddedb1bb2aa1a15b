package io.cameleer.backup.store;

import io.cameleer.backup.BackupException;

/** What a store's refusal means for the one who wrote down where it is; the same words for every kind of store. */
final class StoreFailure {
    private StoreFailure() {}

    /** Somebody else wrote or removed an object, or what was sent of it, since it was looked at. */
    static BackupException changed(String address, String key, Throwable cause) {
        return new BackupException(
                address + ": " + key + " is not what it was when this began; somebody else writes it", cause);
    }

    static BackupException noBucket(StoreLocation location, String address, Throwable cause) {
        return new BackupException(
                location.field() + "bucket: there is no bucket " + location.bucket() + " at " + address
                        + "; create it or name another",
                cause);
    }

    static BackupException refused(StoreLocation location, String address, String code, Throwable cause) {
        return new BackupException(
                location.field() + credentials(location) + ": " + address + " refuses these credentials for bucket "
                        + location.bucket() + " (" + code + "); "
                        + (ofCommandLine(location)
                                ? "correct those of the environment or grant them access"
                                : "correct the Secret or grant it access"),
                cause);
    }

    static BackupException answered(StoreLocation location, String address, String code, Throwable cause) {
        return new BackupException(address + " answered " + code + " for bucket " + location.bucket(), cause);
    }

    static BackupException noCredentials(StoreLocation location, String keys, Throwable cause) {
        return new BackupException(
                location.field()
                        + credentials(location)
                        + (ofCommandLine(location)
                                ? ": the environment has none; set "
                                : ": is absent and the operator itself has no credentials; name a Secret with ")
                        + keys,
                cause);
    }

    static BackupException unreachable(StoreLocation location, String address, Throwable cause) {
        var root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new BackupException(
                location.field() + "endpoint: " + address + " cannot be reached; check the address and the network ("
                        + root.getClass().getSimpleName() + ")",
                cause);
    }

    private static String credentials(StoreLocation location) {
        return ofCommandLine(location) ? "credentials" : "credentialsSecretRef";
    }

    private static boolean ofCommandLine(StoreLocation location) {
        return location.field().startsWith("-");
    }
}
