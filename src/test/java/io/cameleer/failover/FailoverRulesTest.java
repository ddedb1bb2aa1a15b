package io.cameleer.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.failover.FailoverRules.Failing;
import io.cameleer.prometheus.PrometheusCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailoverRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-31T05:10:00Z");
    private static final FailoverSpec SPEC = FailoverSpec.defaults();
    private static final PodReading READY = pod("demo-0", true, 3600, true, false);
    private static final PodReading SILENT = pod("demo-1", true, 3600, false, false);

    @Test
    void aPodThatHasBeenSilentForLongIsReplaced() {
        var decision = decide(target(SPEC, null, 0), List.of(READY, SILENT), silentFor(SILENT, 120, 3), false);
        assertThat(decision.pod()).contains(SILENT);
        assertThat(decision.why()).startsWith("no answer since 2026-01-31T05:08:00Z, at 3 looks: HTTP 503");
    }

    @Test
    void oneFailedLookIsNoReasonNorAreManyInAShortTime() {
        assertThat(decide(target(SPEC, null, 0), List.of(READY, SILENT), silentFor(SILENT, 500, 2), false)
                        .pod())
                .isEmpty();
        assertThat(decide(target(SPEC, null, 0), List.of(READY, SILENT), silentFor(SILENT, 119, 50), false)
                        .pod())
                .isEmpty();
    }

    @Test
    void aPodThatStartsOrReplaysItsLogIsLeftAlone() {
        var starting = pod("demo-1", true, 200, false, false);
        assertThat(decide(target(SPEC, null, 0), List.of(READY, starting), silentFor(starting, 200, 20), false)
                        .pod())
                .isEmpty();
        var replaying = pod("demo-1", true, 7200, false, true);
        assertThat(FailoverRules.count(silentFor(replaying, 500, 9), List.of(READY, replaying), NOW))
                .as("a replay starts the count anew")
                .isEmpty();
    }

    @Test
    void onlyOnePodOfAClusterIsReplacedAtATime() {
        var other = pod("demo-0", false, 0, false, false);
        assertThat(decide(target(SPEC, null, 0), List.of(other, SILENT), silentFor(SILENT, 500, 9), false)
                        .why())
                .contains("one at a time");
        assertThat(decide(target(SPEC, null, 0), List.of(SILENT), silentFor(SILENT, 500, 9), false)
                        .why())
                .contains("one at a time");
        var both = Map.of(
                "uid-demo-0",
                new Failing(NOW.minusSeconds(900), 9),
                "uid-demo-1",
                new Failing(NOW.minusSeconds(900), 9));
        var silent = pod("demo-0", true, 3600, false, false);
        assertThat(decide(target(SPEC, null, 0), List.of(silent, SILENT), both, false)
                        .pod())
                .contains(silent);
    }

    @Test
    void nothingIsReplacedDuringARollingUpdate() {
        assertThat(decide(target(SPEC, null, 0), List.of(READY, SILENT), silentFor(SILENT, 500, 9), true)
                        .why())
                .isEqualTo("a rolling update is on");
    }

    @Test
    void afterAFailoverAPauseFollowsThatGrows() {
        var failing = silentFor(SILENT, 500, 9);
        var seen = List.of(READY, SILENT);
        assertThat(decide(target(SPEC, NOW.minusSeconds(119), 1), seen, failing, false)
                        .pod())
                .isEmpty();
        assertThat(decide(target(SPEC, NOW.minusSeconds(121), 1), seen, failing, false)
                        .pod())
                .isPresent();
        assertThat(decide(target(SPEC, NOW.minusSeconds(239), 2), seen, failing, false)
                        .pod())
                .isEmpty();
        assertThat(FailoverRules.pause(1)).isEqualTo(Duration.ofMinutes(2));
        assertThat(FailoverRules.pause(4)).isEqualTo(Duration.ofMinutes(16));
        assertThat(FailoverRules.pause(1000)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aClusterMayRefuse() {
        var off = new FailoverSpec(false, null, null, null);
        assertThat(decide(target(off, null, 0), List.of(READY, SILENT), silentFor(SILENT, 500, 9), false)
                        .pod())
                .isEmpty();
    }

    @Test
    void aPodThatAnsweredOrWasMadeAnewIsForgotten() {
        var before = silentFor(SILENT, 500, 9);
        assertThat(FailoverRules.count(before, List.of(READY, pod("demo-1", true, 3600, true, false)), NOW))
                .isEmpty();
        var anew = new PodReading("demo-1", "another", true, NOW.minusSeconds(900), false, false, "HTTP 503");
        assertThat(FailoverRules.count(before, List.of(READY, anew), NOW))
                .containsExactly(Map.entry("another", new Failing(NOW, 1)));
        assertThat(FailoverRules.count(before, List.of(READY, SILENT), NOW))
                .containsExactly(Map.entry("uid-demo-1", new Failing(NOW.minusSeconds(500), 10)));
    }

    private static FailoverDecision decide(
            FailoverTarget target, List<PodReading> seen, Map<String, Failing> failing, boolean rolling) {
        return FailoverRules.decide(target, seen, failing, rolling, NOW);
    }

    private static Map<String, Failing> silentFor(PodReading pod, long seconds, int looks) {
        return Map.of(pod.uid(), new Failing(NOW.minusSeconds(seconds), looks));
    }

    private static PodReading pod(String name, boolean running, long age, boolean ready, boolean replaying) {
        return new PodReading(
                name,
                "uid-" + name,
                running,
                running ? NOW.minusSeconds(age) : null,
                ready,
                replaying,
                ready ? "ready" : "HTTP 503");
    }

    private static FailoverTarget target(FailoverSpec spec, Instant last, int failovers) {
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("default");
        return new FailoverTarget(object, spec, Map.of(), 2, 1, "prometheus", 9090, "/", "/", last, failovers);
    }
}
