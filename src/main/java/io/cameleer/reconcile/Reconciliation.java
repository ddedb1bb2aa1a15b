package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The body of an exchange on its way through a reconcile route. Steps take one and return one; none changes it.
 *
 * @param primary the custom resource as the watch delivered it
 * @param context the caches that belong to it
 * @param owned the kinds of objects that it may own
 * @param gone whether the object no longer exists
 * @param violations what stands against the object being brought about, empty when nothing does
 * @param desired the objects that should exist, in the order in which to apply them
 * @param notices what pods say when they do not get ready
 * @param status the status to be written, null until it is known and when it says nothing new
 * @param requeueAfter when to look again although nothing changes
 * @param <P> the custom resource's type
 */
public record Reconciliation<P extends HasMetadata>(
        P primary,
        Context<P> context,
        List<Class<? extends HasMetadata>> owned,
        boolean gone,
        List<Violation> violations,
        List<HasMetadata> desired,
        List<Notice> notices,
        Object status,
        Optional<Duration> requeueAfter) {

    /** The start of a reconciliation. */
    public Reconciliation(P primary, Context<P> context, List<Class<? extends HasMetadata>> owned, boolean gone) {
        this(primary, context, owned, gone, List.of(), List.of(), List.of(), null, Optional.empty());
    }

    /** The object's kind, namespace and name, for people. */
    public String id() {
        return primary.getKind() + " " + primary.getMetadata().getNamespace() + "/"
                + primary.getMetadata().getName();
    }

    /** Whether the object is marked for deletion. */
    public boolean isDeleting() {
        return primary.isMarkedForDeletion();
    }

    /** Whether nothing stands against the object. */
    public boolean isValid() {
        return violations.isEmpty();
    }

    /** The owned object of a type and name that the cache holds. */
    public <S extends HasMetadata> Optional<S> observed(Class<S> type, String name) {
        return context.getSecondaryResourcesAsStream(type)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** All owned objects of a type that the cache holds. */
    public <S extends HasMetadata> Stream<S> observed(Class<S> type) {
        return context.getSecondaryResourcesAsStream(type);
    }

    /** All objects of a type that the route watches besides those that it owns, whomever they belong to. */
    public <S extends HasMetadata> Stream<S> watched(Class<S> type) {
        return context.eventSourceRetriever().getEventSourceFor(type) instanceof InformerEventSource<S, P> informer
                ? informer.list(object -> true)
                : Stream.empty();
    }

    /** All objects of the reconciled one's own type. */
    public Stream<P> primaries() {
        return context.getPrimaryCache().list(object -> true);
    }

    /** The same with further violations. */
    public Reconciliation<P> violating(List<Violation> more) {
        return new Reconciliation<>(
                primary, context, owned, gone, joined(violations, more), desired, notices, status, requeueAfter);
    }

    /** The same with the objects that should exist. */
    public Reconciliation<P> desiring(List<? extends HasMetadata> objects) {
        return new Reconciliation<>(
                primary, context, owned, gone, violations, List.copyOf(objects), notices, status, requeueAfter);
    }

    /** The same with what the pods say. */
    public Reconciliation<P> noticing(List<Notice> found) {
        return new Reconciliation<>(
                primary, context, owned, gone, violations, desired, List.copyOf(found), status, requeueAfter);
    }

    /** The same with the status to be written. */
    public Reconciliation<P> concluding(Object concluded) {
        return new Reconciliation<>(
                primary, context, owned, gone, violations, desired, notices, concluded, requeueAfter);
    }

    /** The same, to be looked at again after a while at the latest; the shortest wish wins. */
    public Reconciliation<P> again(Duration after) {
        var shorter =
                requeueAfter.filter(earlier -> earlier.compareTo(after) < 0).orElse(after);
        return new Reconciliation<>(
                primary, context, owned, gone, violations, desired, notices, status, Optional.of(shorter));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
