package io.cameleer.reconcile;

import static io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils.conflictRetryingPatch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds an object back from vanishing until the operator has let go of it. Kubernetes takes names without a domain, which earlier
 * operators used and java-operator-sdk refuses. An object that is gone needs neither.
 */
public final class Finalizer {
    /** Adds the finalizer unless the object has it. */
    public <P extends HasMetadata> Reconciliation<P> hold(Reconciliation<P> reconciliation, String finalizer) {
        return changed(reconciliation, finalizer, true, finalizers -> finalizers.add(finalizer));
    }

    /** Removes the finalizer. */
    public <P extends HasMetadata> Reconciliation<P> release(Reconciliation<P> reconciliation, String finalizer) {
        return changed(reconciliation, finalizer, false, finalizers -> finalizers.remove(finalizer));
    }

    private static <P extends HasMetadata> Reconciliation<P> changed(
            Reconciliation<P> reconciliation, String finalizer, boolean held, Consumer<List<String>> change) {
        if (reconciliation.primary().hasFinalizer(finalizer) == held) {
            return reconciliation;
        }
        try {
            conflictRetryingPatch(
                    reconciliation.context().getClient(),
                    reconciliation.primary(),
                    object -> {
                        var finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
                        change.accept(finalizers);
                        object.getMetadata().setFinalizers(finalizers);
                        return object;
                    },
                    object -> object.hasFinalizer(finalizer) != held);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
        return reconciliation;
    }
}
