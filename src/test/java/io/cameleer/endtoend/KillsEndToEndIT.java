package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.backup.restore.RestoreStatus;
import io.cameleer.backup.restore.RestoreTarget;
import io.cameleer.cluster.Waiting;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An operator that is killed again and again while it puts other data in the place of those that clusters have. */
@Tag("full")
@BesideOthers
class KillsEndToEndIT extends OnStage {
    private static final int KILLS = 5;

    /** The same instants in every run, as far as the machine is as fast. */
    private static final long SEED = 20261128;

    private static final String STORE = ", storage: {size: 1Gi}, backup: {enabled: true, bucket: kills}";
    private static final String DONOR = Stage.FAST.replace("fast", "donor") + STORE;
    private static final String SPEC = Stage.FAST + ", replicas: 2" + STORE;
    private static final String RESTORED = SPEC + ", restoreFrom: {cluster: donor, backup: latest}";

    /** What a restore is in between two of its writes; each is a place where a kill leaves something undone. */
    private enum Step {
        ASKED,
        BRINGING,
        PLACING,
        CHECKING,
        FORGETTING,
        UNDOING,
        OVER;

        static Step of(RestoreStatus restore) {
            return switch (restore.state()) {
                case "ConfirmationRequired" -> ASKED;
                case "Running" -> BRINGING;
                case "Placing" -> PLACING;
                case "Placed" -> CHECKING;
                case "Undoing" -> UNDOING;
                case "Succeeded" -> restore.run() == null ? OVER : FORGETTING;
                case "Cancelled" -> OVER;
                default -> throw new Waiting.Hopeless("it is " + restore.state() + ": " + restore.message());
            };
        }
    }

    private static final Set<Step> WANTED = EnumSet.range(Step.BRINGING, Step.UNDOING);

    private final Random random = new Random(SEED);
    private final Set<Step> hit = EnumSet.noneOf(Step.class);

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ_WRITE)
    void everyVolumeIsWhollyOldOrWhollyNewWhereverTheOperatorWasKilled() {
        stage.bucket("kills");
        var names = IntStream.range(0, 8).mapToObj(i -> "killed-" + i).toList();
        prometheuses.apply("donor", "{" + DONOR + "}");
        names.forEach(name -> prometheuses.apply(name, "{" + SPEC + "}"));
        prometheuses.await("donor", "Active");
        stage.pods().inflate("donor", "donor-0", 64);
        for (var name : names) {
            prometheuses.await(name, "Active");
            stage.pods().of(name).forEach(stage.pods()::awaitSeries);
        }
        var now = Instant.now();
        // What a scrape brings is stamped when it begins and there when it ends.
        Waiting.until("the scrapes to end", () -> Instant.now().isAfter(now.plusSeconds(5)));
        var until = now.toEpochMilli() / 1000.0;
        stage.backUp("donor", "alice");
        var old = samples(names, until);
        var data = stage.pods().samples("donor-0", until);
        assertThat(old.values()).noneMatch(List::isEmpty);
        assertThat(data).isNotEmpty();

        stage.operatorDown();
        operatorUp();
        names.forEach(name -> prometheuses.apply(name, "{" + RESTORED + "}"));
        for (var name : names) {
            prometheuses.annotate(
                    name,
                    RestoreTarget.CONFIRMED,
                    prometheuses.awaitQuestion(name).word());
        }
        var kills = 0;
        while (kills < KILLS || !hit.equals(WANTED)) {
            killSoon(names);
            kills++;
            operatorUp();
        }
        Waiting.until(
                "all restores to be over", () -> steps(names).values().stream().allMatch(Step.OVER::equals));

        var ends = names.stream()
                .collect(Collectors.groupingBy(
                        name -> prometheuses.get(name).getStatus().restore().state()));
        assertThat(ends).containsOnlyKeys("Succeeded", "Cancelled");
        for (var name : names) {
            prometheuses.await(name, "Active");
            assertThat(stage.pods().of(name)).hasSize(2);
            var isNew = ends.get("Succeeded").contains(name);
            for (var pod : stage.pods().of(name)) {
                assertThat(stage.pods().samples(pod, until))
                        .as("samples of " + pod)
                        .isNotEmpty()
                        .isEqualTo(isNew ? data : old.get(pod));
                assertThat(stage.pods()
                                .exec(pod, "sh", "-c", "ls -A /prometheus")
                                .lines())
                        .as("what is left in " + pod)
                        .filteredOn(file -> file.startsWith(".cameleer-"))
                        .isEqualTo(isNew ? List.of(".cameleer-restored") : List.of());
            }
        }
        assertThat(stage.pods().ofRestores(names.toArray(String[]::new))).isEmpty();
        stage.operatorDown();
        stage.operatorUp();
    }

    private void operatorUp() {
        stage.operatorUp(Map.of("CAMELEER_RESTORE_PARALLEL", "8"));
    }

    /**
     * Kills the operator at some instant of a step in which it was not killed yet, and has people think better of what was found
     * half done.
     */
    private void killSoon(List<String> names) {
        Waiting.until("a step in which no kill was yet", () -> {
            var steps = steps(names).values();
            if (!hit.equals(WANTED) && steps.stream().allMatch(Step.OVER::equals)) {
                throw new Waiting.Hopeless("all restores are over, and no kill was but in " + hit);
            }
            return steps.stream().anyMatch(step -> WANTED.contains(step) && !hit.contains(step)) || hit.equals(WANTED);
        });
        var at = System.nanoTime() + random.nextLong(500_000_000);
        Waiting.until("the instant", () -> System.nanoTime() >= at);
        stage.killOperator();
        var left = steps(names);
        left.values().stream().filter(WANTED::contains).forEach(hit::add);
        for (var step : new Step[] {Step.BRINGING, Step.PLACING}) {
            left.entrySet().stream()
                    .filter(one -> one.getValue() == step)
                    .filter(one -> !isAskedFor(one.getKey()) || cancelled(names) < 4)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(name -> prometheuses.apply(name, "{" + SPEC + "}"));
        }
    }

    private long cancelled(List<String> names) {
        return names.stream().filter(name -> !isAskedFor(name)).count();
    }

    private boolean isAskedFor(String name) {
        return prometheuses.get(name).getSpec().restoreFrom() != null;
    }

    private Map<String, Step> steps(List<String> names) {
        return names.stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> Step.of(prometheuses.get(name).getStatus().restore())));
    }

    private Map<String, List<String>> samples(List<String> names, double until) {
        var samples = new LinkedHashMap<String, List<String>>();
        for (var name : names) {
            for (var pod : stage.pods().of(name)) {
                samples.put(pod, stage.pods().samples(pod, until));
            }
        }
        return samples;
    }
}
