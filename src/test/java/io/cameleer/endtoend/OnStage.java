package io.cameleer.endtoend;

import io.cameleer.cluster.Prometheuses;
import org.junit.jupiter.api.BeforeEach;

/** Tests that each have a namespace of their own on the shared stage. */
abstract class OnStage {
    Stage stage;
    Prometheuses prometheuses;

    @BeforeEach
    void enter() {
        stage = Stage.get();
        prometheuses = stage.prometheuses();
    }

    /** A spec, without its braces, that scrapes itself and is backed up to a bucket of its own, which is made. */
    String backedUp(String bucket) {
        return backedUp(bucket, "1Gi");
    }

    /** The same with a volume of another size. */
    String backedUp(String bucket, String size) {
        stage.bucket(bucket);
        return Stage.FAST + ", storage: {size: " + size + "}, backup: {enabled: true, bucket: " + bucket + "}";
    }

    /** Starts a cluster and waits until its first pod has samples. */
    void start(String name, String spec) {
        prometheuses.apply(name, "{" + spec + "}");
        prometheuses.await(name, "Active");
        stage.pods().awaitSeries(name + "-0");
    }
}
