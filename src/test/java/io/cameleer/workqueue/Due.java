package io.cameleer.workqueue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;

/** Something due for an object of a name. */
record Due(HasMetadata object, Instant since, String what) implements WorkItem {
    static Due of(String name, int since) {
        return of(name, since, "");
    }

    static Due of(String name, int since, String what) {
        return of(name, Instant.ofEpochSecond(since), what);
    }

    static Due of(String name, Instant since, String what) {
        var object = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .build();
        return new Due(object, since, what);
    }

    String name() {
        return object.getMetadata().getName();
    }
}
