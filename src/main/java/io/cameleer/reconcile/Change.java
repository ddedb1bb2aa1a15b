package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * A write in words.
 *
 * @param operation create, update, scale, stop, expand, restart, failover, delete, or what a family does to its database
 * @param reason an Event's reason, as in {@code Created}
 * @param text one line for an Event or an audit row; of the fields that differed the paths, of a scale also the numbers,
 *     never any other value
 */
public record Change(String operation, String reason, String text) {
    static Change of(String operation, HasMetadata object, List<String> fields) {
        var name = object.getKind() + " " + object.getMetadata().getName();
        return new Change(
                operation, reason(operation), fields.isEmpty() ? name : name + ": " + String.join(", ", fields));
    }

    private static String reason(String operation) {
        return switch (operation) {
            case "create" -> "Created";
            case "update" -> "Updated";
            case "scale", "stop" -> "Scaled";
            case "expand" -> "VolumeExpanded";
            case "restart" -> "StuckPodRestarted";
            default -> "Deleted";
        };
    }
}
