package io.cameleer.gate;

import io.cameleer.cluster.Project;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.Waiting;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends a layer whose further tests would only fail as well: after three failures of one cause, when the cluster that all share is
 * broken, and before it begins when a layer before it is red. JUnit finds this extension by itself.
 */
public final class LayerEnd implements ExecutionCondition {
    /** Why a test does not run that {@code -Dit.test} names in each layer. */
    static final String ELSEWHERE = "it belongs to another layer";

    private static final int FAILURES_OF_ONE_CAUSE = 3;
    private static final Map<String, Integer> causes = new ConcurrentHashMap<>();
    private static volatile Optional<String> reason = redBefore();

    /** For JUnit. */
    public LayerEnd() {}

    private static Optional<String> redBefore() {
        var folder = Project.directory().resolve("target/gate");
        return Layer.current().stream()
                .flatMap(layer -> layer.before().stream())
                .filter(layer -> LayerRecord.of(folder, layer).red())
                .map(layer -> "the layer " + layer.title() + " is red")
                .findFirst();
    }

    /** Takes note of a failure. */
    static void failed(Throwable failure) {
        var cause = cause(failure);
        if (causes.merge(cause, 1, Integer::sum) >= FAILURES_OF_ONE_CAUSE) {
            end(FAILURES_OF_ONE_CAUSE + " failures of one cause: " + cause);
        }
        SharedCluster.trouble().ifPresent(trouble -> end("the cluster of all tests is broken: " + trouble));
    }

    private static synchronized void end(String why) {
        if (Layer.current().isPresent() && reason.isEmpty()) {
            reason = Optional.of(why);
            System.out.println("[failure] this layer ends here: " + why);
        }
    }

    /** What is the same for failures that one fault brings about: their words without numbers. */
    static String cause(Throwable failure) {
        return (failure instanceof Waiting.Failed wait
                        ? OneLine.of(wait.reason())
                        : failure.getClass().getSimpleName() + ": " + OneLine.of(failure))
                .replaceAll("[0-9]+", "#");
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var elsewhere = Layer.current().filter(layer -> context.getTestClass()
                .filter(tests -> !layer.has(tests))
                .isPresent());
        if (elsewhere.isPresent()) {
            return ConditionEvaluationResult.disabled(ELSEWHERE);
        }
        return reason.map(ConditionEvaluationResult::disabled)
                .orElse(ConditionEvaluationResult.enabled("the layer goes on"));
    }
}
