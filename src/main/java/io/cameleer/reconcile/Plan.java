package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A write that is about to be made. It is known before it is made, so that the audit log can have it first.
 *
 * @param id names the write in the audit log
 * @param primary the custom resource on whose behalf
 * @param object the object as it should be, or the one to be deleted
 * @param actual the object as it is, null when there is none
 * @param change the write in words
 */
public record Plan(String id, HasMetadata primary, HasMetadata object, HasMetadata actual, Change change) {
    static Plan of(HasMetadata primary, HasMetadata object, HasMetadata actual, Change change) {
        return new Plan(id(primary, actual, change), primary, object, actual, change);
    }

    /** The deletion of an object that is not needed any more. */
    public static Plan deletion(HasMetadata primary, HasMetadata object) {
        return of(primary, object, object, Change.of("delete", object, List.of()));
    }

    /** The end of all pods of a StatefulSet, which is left as it is otherwise: a version that was read meanwhile is refused. */
    public static Plan stop(HasMetadata primary, StatefulSet set) {
        var stopped = new StatefulSetBuilder(set)
                .editMetadata()
                .withManagedFields((List<ManagedFieldsEntry>) null)
                .endMetadata()
                .editSpec()
                .withReplicas(0)
                .endSpec()
                .withStatus(null)
                .build();
        var text = "spec.replicas %d -> 0".formatted(set.getSpec().getReplicas());
        return of(primary, stopped, set, Change.of("stop", stopped, List.of(text)));
    }

    /** The deletion of a pod that does not answer, for a reason that is told as it is. */
    public static Plan failover(HasMetadata primary, HasMetadata pod, String reason) {
        return of(primary, pod, null, new Change("failover", "FailedOver", reason));
    }

    /**
     * A write over a version of an object has the same id however often it is planned, as after a crash or a refusal; an
     * object that is made again, because somebody deleted it, is another write.
     */
    private static String id(HasMetadata primary, HasMetadata actual, Change change) {
        if (actual == null) {
            return UUID.randomUUID().toString();
        }
        var identity = String.join(
                "\n",
                primary.getMetadata().getUid(),
                actual.getMetadata().getUid(),
                actual.getMetadata().getResourceVersion(),
                change.operation(),
                change.text());
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
