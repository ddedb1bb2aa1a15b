package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;

/** Holds an object back from vanishing until the operator has let go of it. */
public final class Finalizer {
    /** Adds the finalizer unless the object has it; the reconciliation goes on with the object as it is then. */
    public <P extends HasMetadata> Reconciliation<P> hold(Reconciliation<P> reconciliation, String finalizer) {
        if (!reconciliation.primary().hasFinalizer(finalizer)) {
            PrimaryUpdateAndCacheUtils.addFinalizer(reconciliation.context(), finalizer);
        }
        return reconciliation;
    }

    /** Removes the finalizer. */
    public <P extends HasMetadata> Reconciliation<P> release(Reconciliation<P> reconciliation, String finalizer) {
        if (reconciliation.primary().hasFinalizer(finalizer)) {
            PrimaryUpdateAndCacheUtils.removeFinalizer(reconciliation.context(), finalizer);
        }
        return reconciliation;
    }
}
