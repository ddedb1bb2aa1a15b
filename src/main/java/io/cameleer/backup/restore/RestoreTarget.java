package io.cameleer.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Digests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster that a backup can be restored into, in terms that all families share.
 *
 * @param backups the cluster as its backups see it
 * @param spec the backup to start with, null when none is asked for
 * @param status the running or last restore, null before the first
 * @param verify the running or last verification of a backup, null before the first
 * @param desired makes the StatefulSet as it is desired; only a run needs it, not the look at every cluster whether one is due
 * @param claim the name of the volume claim that holds the data
 * @param retention how long the database keeps data, null when it keeps all
 * @param database how a pod over restored data is started and asked
 */
public record RestoreTarget(
        BackupTarget backups,
        RestoreSpec spec,
        RestoreStatus status,
        VerifyStatus verify,
        Supplier<StatefulSet> desired,
        String claim,
        Duration retention,
        RestoredDatabase database) {
    /** The annotation by which a person allows a restore to replace data; its value is the one that the condition tells. */
    public static final String CONFIRMED = "cameleer.io/restore-confirmed";

    private static final ObjectMapper NAMED_FIELDS = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    /** The StatefulSet as it is desired: its pods show how a pod over the volumes has to look. */
    StatefulSet set() {
        return desired.get();
    }

    /** The custom resource. */
    public HasMetadata object() {
        return backups.object();
    }

    /** {@code namespace/name}. */
    public String id() {
        return backups.id();
    }

    String namespace() {
        return object().getMetadata().getNamespace();
    }

    String name() {
        return object().getMetadata().getName();
    }

    /** Tells one restoreFrom from another. */
    String fingerprint() {
        return fingerprint(spec);
    }

    /** What the record of a restoreFrom has as its id; a field that a later version adds changes nothing while it is absent. */
    public static String fingerprint(RestoreSpec spec) {
        try {
            return Digests.of(NAMED_FIELDS.writeValueAsBytes(spec)).substring(0, 8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The record of this very restoreFrom. */
    Optional<RestoreStatus> record() {
        return Optional.ofNullable(status).filter(found -> spec != null && found.isOf(fingerprint()));
    }

    /** Whether a person allows it. */
    boolean confirmed() {
        return Confirmation.given(
                this,
                Optional.ofNullable(object().getMetadata().getAnnotations())
                        .map(annotations -> annotations.get(CONFIRMED)));
    }

    BackupSpec.CredentialsRef credentials() {
        return spec.credentials(backups.spec());
    }
}
