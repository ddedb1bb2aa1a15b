package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Clusters whose names are those that a restore of another might give to its pods. */
@Tag("full")
@BesideOthers
class NeighboursEndToEndIT extends OnStage {
    private static final List<String> NEIGHBOURS = List.of("demo-restore", "demo-verify", "demo-restore-0");

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void aRestoreAndAVerificationOfOneLeaveEveryByteOfTheOthers() {
        var spec = backedUp("neighbours");
        NEIGHBOURS.forEach(name -> prometheuses.apply(name, "{" + spec + "}"));
        start("demo", spec);
        NEIGHBOURS.forEach(name -> prometheuses.await(name, "Active"));
        NEIGHBOURS.forEach(name -> stage.pods().finishBlock(name + "-0"));
        var before = state();
        assertThat(before.values()).allMatch(told -> told.contains("/meta.json"));

        var key = stage.backUp("demo", "alice").key();
        prometheuses.apply("demo", "{" + spec + ", restoreFrom: {backup: '" + key + "'}}");
        prometheuses.annotate(
                "demo",
                RestoreTarget.CONFIRMED,
                prometheuses.awaitQuestion("demo").word());
        prometheuses.awaitRestore("demo", "Succeeded");
        prometheuses.annotate("demo", "cameleer.io/verify-requested", "once");
        prometheuses.awaitVerify("demo", "Succeeded");

        assertThat(state()).isEqualTo(before);
        assertThat(stage.pods().ofRestores("demo")).isEmpty();
    }

    /** Of each neighbour the identity of its pod and the checksum of every file of its finished blocks. */
    private Map<String, String> state() {
        var state = new HashMap<String, String>();
        for (var name : NEIGHBOURS) {
            var pod = name + "-0";
            state.put(
                    name,
                    stage.pods().uid(pod) + "\n"
                            + stage.pods()
                                    .exec(
                                            pod,
                                            "sh",
                                            "-c",
                                            "cd /prometheus && find 01* -type f | sort | xargs sha256sum"));
        }
        return state;
    }
}
