package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Replacement of a real Prometheus that hangs. */
@Tag("full")
@BesideOthers
@ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
class FailoverEndToEndIT extends OnStage {
    private static final String QUICK = "unreadySeconds: 30, startupSeconds: 0";

    @Test
    void fault4AReplicaThatHangsIsReplacedAndOneOfADryRunOnlyTold() throws IOException {
        var hanging = unique("hanging");
        var told = unique("told");
        prometheuses.apply(hanging, "{replicas: 2, failover: {" + QUICK + "}}");
        prometheuses.apply(told, "{replicas: 1, failover: {dryRun: true, " + QUICK + "}}");
        prometheuses.await(hanging, "Active");
        prometheuses.await(told, "Active");
        var hung = stage.pods().uid(hanging + "-1");
        var healthy = stage.pods().uid(hanging + "-0");
        var spared = stage.pods().uid(told + "-0");
        var begin = Instant.now();
        signal(hanging + "-1", "STOP");
        signal(told + "-0", "STOP");

        prometheuses.awaitEvent(told, "FailoverDryRun: Pod " + told + "-0 would be replaced: no answer since");
        prometheuses.awaitEvent(hanging, "FailedOver: Pod " + hanging + "-1 is replaced: no answer since");
        Waiting.until(
                "the pod that hangs to be made anew",
                () -> !hung.equals(stage.pods().uid(hanging + "-1")));
        prometheuses.await(hanging, "Active");
        assertThat(stage.pods().uid(hanging + "-0")).as("the healthy replica").isEqualTo(healthy);
        assertThat(stage.pods().uid(told + "-0"))
                .as("the replica of the dry run")
                .isEqualTo(spared);
        var status = prometheuses.get(hanging).getStatus();
        assertThat(Instant.parse(status.lastFailoverTime())).isAfter(begin);
        assertThat(status.failover().pod()).isEqualTo(hanging + "-1");
        assertThat(stage.operatorMetrics())
                .containsPattern("tsdb_operator_failover_total\\{cluster=\"" + hanging + "\"[^}]*} 1");

        signal(told + "-0", "CONT");
        prometheuses.await(told, "Active");
        prometheuses.delete(told);
        prometheuses.delete(hanging);
    }

    /** A name that no pod of another test, a first try or another run on this machine has: processes are found by it. */
    private String unique(String name) {
        return name + "-" + prometheuses.namespace() + "-"
                + ProcessHandle.current().pid();
    }

    /** Sends a signal to the Prometheus of a pod, whose process is one of this machine. */
    private void signal(String pod, String signal) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (isOf(process, pod)) {
                    io.cameleer.cluster.Processes.run(
                            "kill", "-" + signal, process.getFileName().toString());
                    return;
                }
            }
        }
        throw new IllegalStateException("no process of pod " + pod);
    }

    private static boolean isOf(Path process, String pod) {
        try {
            var environment = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
            var command = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
            return environment.contains("POD_NAME=" + pod + "\0") && command.contains("prometheus");
        } catch (IOException e) {
            return false;
        }
    }
}
