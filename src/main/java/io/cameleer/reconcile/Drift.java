package io.cameleer.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.zjsonpatch.JsonDiff;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands between an object as it is and as it should be. Which fields count is decided by java-operator-sdk from
 * the managed fields of the server-side apply: those that we own, so that what others set is left alone.
 */
final class Drift {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Drift() {}

    /** The paths of the fields that differ; nothing when the objects match. */
    static Optional<List<String>> between(HasMetadata actual, HasMetadata desired, Context<?> context) {
        var recording = new Recording();
        return recording.matches(actual, desired, context) ? Optional.empty() : Optional.of(recording.paths);
    }

    private static final class Recording extends SSABasedGenericKubernetesResourceMatcher<HasMetadata> {
        private final List<String> paths = new ArrayList<>();

        @Override
        protected boolean matches(
                Map<String, Object> actualMap,
                Map<String, Object> desiredMap,
                HasMetadata actual,
                HasMetadata desired,
                Context<?> context) {
            if (actualMap.equals(desiredMap)) {
                return true;
            }
            JsonNode difference = JsonDiff.asJson(JSON.valueToTree(actualMap), JSON.valueToTree(desiredMap));
            difference.forEach(
                    operation -> paths.add(readable(operation.get("path").asText())));
            return false;
        }

        private static String readable(String pointer) {
            return pointer.substring(1)
                    .replaceAll("/(\\d+|-)(?=/|$)", "[$1]")
                    .replace('/', '.')
                    .replace("~1", "/")
                    .replace("~0", "~");
        }
    }
}
