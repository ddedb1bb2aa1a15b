package io.cameleer.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameleer.backup.BackupSpec;
import io.cameleer.backup.BackupTarget;
import io.cameleer.backup.Digests;
import io.cameleer.backup.catalog.BackupOwner;
import io.cameleer.backup.store.StoreLocation;
import io.cameleer.reconcile.Live;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 * @param reading makes the same of the object when it is read again
 */
public record RestoreTarget(
        BackupTarget backups,
        RestoreSpec spec,
        RestoreStatus status,
        VerifyStatus verify,
        Supplier<StatefulSet> desired,
        String claim,
        Duration retention,
        RestoredDatabase database,
        Function<HasMetadata, RestoreTarget> reading) {
    /** The annotation by which a person allows a restore to replace data; its value is the one that the condition tells. */
    public static final String CONFIRMED = "cameleer.io/restore-confirmed";

    /** The annotation by which a person has the data back that a restore replaced. */
    public static final String UNDO = "cameleer.io/restore-undo";

    private static final Set<String> UNDER_WAY = Set.of("Running", "Placing", "Undoing");

    private static final Set<String> BETWEEN = Set.of("Placing", "Undoing");

    /** From the question until the data are on their way. */
    private static final Set<String> SERVING = Set.of("ConfirmationRequired", "Running");

    private static final ObjectMapper NAMED_FIELDS = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    /** The StatefulSet as it is desired: its pods show how a pod over the volumes has to look. */
    StatefulSet set() {
        return desired.get();
    }

    /** The same, whose pods look like those that its StatefulSet makes now: one that was taken over keeps what it had. */
    RestoreTarget like(StatefulSet actual) {
        var replicas = set().getSpec().getReplicas();
        return new RestoreTarget(
                backups,
                spec,
                status,
                verify,
                () -> new StatefulSetBuilder(actual)
                        .editSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build(),
                claim,
                retention,
                database,
                reading);
    }

    /** The same cluster as it is now, or nothing when it is gone. */
    Optional<RestoreTarget> now(KubernetesClient client) {
        return Live.of(client, object()).map(reading);
    }

    /** The custom resource. */
    public HasMetadata object() {
        return backups.object();
    }

    /** Whether it is being deleted, and was when this was read. */
    boolean isDeleted() {
        return object().isMarkedForDeletion();
    }

    /** Whether it is, and all that it owns is to stay; Kubernetes may have seen to that already. */
    boolean isOrphaning() {
        return object().hasFinalizer("orphan");
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

    /** The state of the running or last restore, whichever it was of. */
    String state() {
        return Optional.ofNullable(status).map(RestoreStatus::state).orElse("");
    }

    /** What a person says to have the data back that were there before, while that can be. */
    Optional<String> undo() {
        return Optional.ofNullable(status).map(RestoreStatus::undo);
    }

    /** Whether a restore was begun that has to come to an end, whatever the spec says by now. */
    boolean isUnderWay() {
        return UNDER_WAY.contains(state());
    }

    /** Whether the volumes are on their way from one set of data to another: left like this, no database finds either. */
    boolean volumesInBetween() {
        return BETWEEN.contains(state());
    }

    /** What a restore has come to that is to be told: one that has no end yet is, though nobody may ask for it any more. */
    Optional<RestoreStatus> told() {
        var open = isUnderWay()
                || isToBeUndone()
                || isPlaced()
                || (isToForget() && state().equals("Succeeded"))
                || (spec == null && undo().isPresent());
        return open ? Optional.of(status) : record();
    }

    /**
     * Whether the volumes are to be as they were: nobody asks any more for a restore that was begun, or a person wants the data
     * back that were there before.
     */
    boolean isToBeUndone() {
        return switch (state()) {
            case "Undoing" -> true;
            case "Running", "Placing" -> record().isEmpty();
            case "Placed", "Succeeded", "Failed", "ConfirmationRequired" ->
                Confirmation.given(object(), UNDO, status.undo(), status.run());
            default -> false;
        };
    }

    /** Whether the data are in place and the database is to be asked for them; it is so if {@code restoreFrom} went away since. */
    boolean isPlaced() {
        return state().equals("Placed") && (spec == null || record().isPresent());
    }

    /**
     * Whether there lies something on the volumes that nobody needs any more: a database has answered from the new data, or what
     * was gathered for a restore that failed is not asked for any more. While another restore is asked for, nothing goes.
     */
    boolean isToForget() {
        return switch (state()) {
            case "Succeeded" -> status.run() != null && (spec == null || record().isPresent());
            case "Failed", "ConfirmationRequired" ->
                status.run() != null
                        && spec == null
                        && undo().map(word -> declined(word).equals(Confirmation.said(object(), UNDO)))
                                .orElse(true);
            default -> false;
        };
    }

    /** What a person says to let the data go that were there before. */
    static String declined(String undo) {
        return "no-" + undo;
    }

    /** How many volumes there are to be filled. */
    int volumes() {
        return Optional.ofNullable(status)
                .filter(found -> isUnderWay() || isToBeUndone() || isPlaced() || isToForget())
                .map(RestoreStatus::volumes)
                .orElseGet(() -> set().getSpec().getReplicas());
    }

    /** Whether a person allows it. */
    boolean confirmed() {
        return record().filter(asked -> SERVING.contains(state()))
                .filter(asked ->
                        Confirmation.given(object(), CONFIRMED, asked.word(), meant(asked.key(), asked.checksum())))
                .isPresent();
    }

    /** What a person allows by a word. */
    String[] meant(String key, String checksum) {
        return new String[] {fingerprint(), key, checksum};
    }

    /** How a person says a word. */
    String command(String annotation, String word) {
        return "kubectl annotate -n %s %s %s --overwrite %s=%s"
                .formatted(namespace(), object().getKind().toLowerCase(Locale.ROOT), name(), annotation, word);
    }

    /** Whose backup it is. */
    BackupOwner source() {
        return spec.source(object());
    }

    /** Where the backup is. */
    StoreLocation location() {
        return spec.location(backups.spec(), source().namespace());
    }

    BackupSpec.CredentialsRef credentials() {
        return spec.credentials(backups.spec());
    }
}
