package io.cameleer.greptimedb;

import io.cameleer.greptimedb.roles.StorageAccess;
import io.cameleer.greptimedb.spec.StorageSpec;
import io.cameleer.reconcile.Violation;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with an object storage and its credentials, as far as the spec alone tells. */
final class StorageRules {
    private StorageRules() {}

    static List<Violation> violations(StorageSpec storage) {
        var found = new ArrayList<Violation>();
        var path = "spec.storage";
        if (storage.credentials() == StorageSpec.Credentials.INLINE
                && !storage.backend().equals("s3")) {
            found.add(new Violation(
                    path + ".accessKeyId",
                    "is for the backend s3 alone",
                    "put the keys " + String.join(", ", StorageAccess.keys(storage.backend()))
                            + " into a Secret and name it in spec.storage.secretRef"));
        } else if (storage.credentials() == StorageSpec.Credentials.INLINE
                && (blank(storage.accessKeyId()) || blank(storage.secretAccessKey()))) {
            var absent = blank(storage.accessKeyId()) ? "accessKeyId" : "secretAccessKey";
            found.add(new Violation(path + "." + absent, "is missing beside the other key", "give both or neither"));
        }
        if (storage.credentials() == StorageSpec.Credentials.IDENTITY) {
            if (storage.backend().equals("s3") && storage.endpoint() != null) {
                found.add(new Violation(
                        path + ".endpoint",
                        "names a store that is not AWS', where a ServiceAccount's identity counts for nothing",
                        "give accessKeyId and secretAccessKey, or a Secret with them in secretRef"));
            } else if (storage.backend().equals("s3") && !storage.useIRSA()) {
                found.add(new Violation(
                        path + ".useIRSA",
                        "is false, and there are no credentials",
                        "set it to true, or give a Secret in secretRef"));
            } else if (storage.backend().equals("azure") && storage.endpoint() == null) {
                found.add(new Violation(
                        path + ".endpoint",
                        "is missing, and without secretRef the storage account's name is not known",
                        "give it as https://ACCOUNT.blob.core.windows.net, or name a Secret in secretRef"));
            }
        }
        return found;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
