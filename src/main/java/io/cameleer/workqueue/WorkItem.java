package io.cameleer.workqueue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;

/** Something that is to be done for an object. Of what waits in a {@link WorkQueue}, an object has one. */
public interface WorkItem {
    /** The object, as it was when this was decided. */
    HasMetadata object();

    /** Since when it is due: what is due for longer comes first. */
    Instant since();

    /** What tells an object from others: kind, namespace and name. */
    static String key(HasMetadata object) {
        var metadata = object.getMetadata();
        return object.getKind() + " " + metadata.getNamespace() + "/" + metadata.getName();
    }
}
