package io.cameleer.gate;

import io.cameleer.cluster.Project;
import io.cameleer.gate.LayerRecord.Line;
import io.cameleer.gate.LayerRecord.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Keeps what happens in a layer and makes the load that {@code -Dload=N} asks for. JUnit finds this listener by itself. */
public final class LayerListener implements TestExecutionListener {
    private final Optional<Layer> layer = Layer.current();
    private final Path folder = Project.directory().resolve("target/gate");
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private TestPlan plan;

    /** For JUnit. */
    public LayerListener() {}

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        mark();
        if (layer.isPresent()) {
            BusyLoops.start();
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        mark();
        if (layer.equals(Optional.of(Layer.UNIT))
                && LayerRecord.of(folder, Layer.UNIT).red()) {
            ClosingTable.print(folder); // the build goes no further
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun.put(test.getUniqueId(), clock.millis());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        var passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (!test.isTest() && passed && !broken.remove(test.getUniqueId())) {
            return; // of classes only a failure before or after their tests is of interest, and its repetition
        }
        if (!test.isTest() && !passed) {
            broken.add(test.getUniqueId());
        }
        var failure = result.getThrowable();
        keep(
                test,
                passed ? Outcome.PASSED : Outcome.FAILED,
                failure.map(OneLine::of).orElse(""));
        if (!passed && layer.isPresent()) {
            failure.ifPresent(LayerEnd::failed);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier skipped, String reason) {
        if (reason.equals(LayerEnd.ELSEWHERE)) {
            return;
        }
        if (skipped.isTest()) {
            keep(skipped, Outcome.NOT_RUN, reason);
            return;
        }
        plan.getChildren(skipped).forEach(child -> executionSkipped(child, reason));
        if (plan.getChildren(skipped).isEmpty()) {
            keep(skipped, Outcome.NOT_RUN, reason); // a test with parameters, which are not known before it runs
        }
    }

    private void keep(TestIdentifier test, Outcome outcome, String words) {
        var now = clock.millis();
        var took = now - begun.getOrDefault(test.getUniqueId(), now);
        layer.ifPresent(current ->
                LayerRecord.add(folder, current, new Line(now, outcome, test.getUniqueId(), name(test), took, words)));
    }

    private void mark() {
        layer.ifPresent(
                current -> LayerRecord.add(folder, current, new Line(clock.millis(), Outcome.MARK, "", "", 0, "")));
    }

    private static String name(TestIdentifier test) {
        var source = test.getSource().orElse(null);
        if (source instanceof MethodSource method) {
            var type = method.getClassName();
            var display = test.getDisplayName();
            return type.substring(type.lastIndexOf('.') + 1) + "." + method.getMethodName()
                    + (display.startsWith("[") ? " " + display : "");
        }
        if (source instanceof ClassSource type) {
            return type.getClassName().substring(type.getClassName().lastIndexOf('.') + 1);
        }
        return test.getDisplayName();
    }
}
