package io.cameleer.backup.catalog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The custom resource whose backup something is.
 *
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 */
public record BackupOwner(String kind, String namespace, String name) {
    private static final int LONGEST = 253;
    private static final int TOLD = 5;

    /** Backups of a custom resource are its own. */
    public static BackupOwner of(HasMetadata object) {
        return new BackupOwner(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    /** Whether Kubernetes could have such an object. */
    boolean isPossible() {
        return Stream.of(kind, namespace, name)
                .allMatch(part -> part != null && part.length() <= LONGEST && part.matches("[A-Za-z0-9.-]+"));
    }

    /** Kind and full name, for people; what a store holds may be longer than any name and is cut. */
    @Override
    public String toString() {
        return cut(kind) + " " + cut(namespace) + "/" + cut(name);
    }

    private static String cut(String part) {
        return part == null || part.length() <= LONGEST ? part : part.substring(0, LONGEST);
    }

    /** Some of several, for people. */
    public static String told(List<BackupOwner> owners) {
        var more = owners.size() - TOLD;
        return owners.stream().limit(TOLD).map(BackupOwner::toString).collect(Collectors.joining(" and "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
