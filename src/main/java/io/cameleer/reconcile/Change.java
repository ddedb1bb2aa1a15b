package io.cameleer.reconcile;

import java.util.List;

/**
 * A write that was made.
 *
 * @param operation create, update, scale, expand, restart or delete
 * @param kind the object's kind
 * @param name the object's name
 * @param fields the paths of the fields that differed; of a scale also the numbers, never any other value
 */
public record Change(String operation, String kind, String name, List<String> fields) {
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
