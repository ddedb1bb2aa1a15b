package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * A write in words.
 *
 * @param operation create, update, scale, expand, restart or delete
 * @param kind the object's kind
 * @param name the object's name
 * @param fields the paths of the fields that differed; of a scale also the numbers, never any other value
 */
public record Change(String operation, String kind, String name, List<String> fields) {
    static Change of(String operation, HasMetadata object, List<String> fields) {
        return new Change(operation, object.getKind(), object.getMetadata().getName(), fields);
    }

    /** One line for an Event or an audit row. */
    public String describe() {
        var object = kind + " " + name;
        return fields.isEmpty() ? object : object + ": " + String.join(", ", fields);
    }

    /** An Event's reason, as in {@code Created}. */
    public String reason() {
        return switch (operation) {
            case "create" -> "Created";
            case "update" -> "Updated";
            case "scale" -> "Scaled";
            case "expand" -> "VolumeExpanded";
            case "restart" -> "StuckPodRestarted";
            default -> "Deleted";
        };
    }
}
