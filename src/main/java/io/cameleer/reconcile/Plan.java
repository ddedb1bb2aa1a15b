package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A write that is about to be made. It is known before it is made, so that the audit log can have it first.
 *
 * @param id names the write in the audit log
 * @param primary the custom resource on whose behalf
 * @param object the object as it should be, the one to be deleted, or the primary of a step that writes none
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

    /** The deletion of a pod that does not answer, for a reason that is told as it is. */
    public static Plan failover(HasMetadata primary, HasMetadata pod, String reason) {
        return of(primary, pod, null, new Change("failover", "FailedOver", reason));
    }

    /** The write of a Secret with a certificate; what it says of it holds nothing of its content. */
    public static Plan certificate(HasMetadata primary, HasMetadata secret, String text) {
        return of(primary, secret, null, new Change("certificate", "CertificateIssued", text));
    }

    /** The first write of an object, told in words that hold nothing of its content. */
    public static Plan creation(HasMetadata primary, HasMetadata object, String text) {
        return of(primary, object, null, new Change("create", "Created", text));
    }

    /** A change of one label of a node that others write too; a label whose value is null goes. */
    public static Plan labelling(HasMetadata primary, HasMetadata node) {
        var words = node.getMetadata().getLabels().entrySet().stream()
                .map(label -> label.getKey() + (label.getValue() == null ? " removed" : "=" + label.getValue()))
                .collect(Collectors.joining(", "));
        var name = node.getKind() + " " + node.getMetadata().getName();
        return of(primary, node, null, new Change("label", "NodeLabelled", name + ": " + words));
    }

    /** The write of an object of a kind that another operator brings. */
    static Plan companion(HasMetadata primary, HasMetadata object, HasMetadata actual) {
        return of(primary, object, actual, Change.of(actual == null ? "create" : "update", object, List.of()));
    }

    /**
     * A step that is not a write to Kubernetes but changes what runs there, as a member that joins.
     *
     * @param operation the word for the audit log
     * @param reason an Event's reason
     * @param text what is done, in a sentence
     */
    public static Plan step(HasMetadata primary, String operation, String reason, String text) {
        return of(primary, primary, null, new Change(operation, reason, text));
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
