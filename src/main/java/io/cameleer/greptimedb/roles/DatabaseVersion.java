package io.cameleer.greptimedb.roles;

import java.util.Optional;
import java.util.regex.Pattern;

/** A version of GreptimeDB, as far as arguments and configuration depend on it. */
public record DatabaseVersion(int major, int minor) implements Comparable<DatabaseVersion> {
    private static final Pattern TAG = Pattern.compile("^v?(\\d+)\\.(\\d+)(\\..*|-.*)?$");

    /** Below it an upgrade has to pass through it first. */
    public static final DatabaseVersion OLDEST_UPGRADED = new DatabaseVersion(0, 16);

    private static final DatabaseVersion WITHOUT_READ_CACHE = new DatabaseVersion(1, 0);

    /** The version of an image by its tag; nothing for a tag that tells none, as {@code latest}. */
    public static Optional<DatabaseVersion> of(String image) {
        var colon = image.lastIndexOf(':');
        var matcher = TAG.matcher(colon < 0 ? "" : image.substring(colon + 1));
        return matcher.matches()
                ? Optional.of(
                        new DatabaseVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether it has a cache for reads beside the one for writes; dropped in 1.0. An untold version is a new one. */
    static boolean hasReadCache(String image) {
        return of(image)
                .filter(version -> version.compareTo(WITHOUT_READ_CACHE) < 0)
                .isPresent();
    }

    @Override
    public int compareTo(DatabaseVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return "v" + major + "." + minor;
    }
}
