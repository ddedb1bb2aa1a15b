package io.cameleer.workqueue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The names of the objects that somebody was told of. */
record Told(List<String> abandoned, List<String> done) implements WorkQueue.Listener {
    Told() {
        this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    }

    @Override
    public void abandoned(HasMetadata object) {
        abandoned.add(object.getMetadata().getName());
    }

    @Override
    public void done(HasMetadata object) {
        done.add(object.getMetadata().getName());
    }
}
