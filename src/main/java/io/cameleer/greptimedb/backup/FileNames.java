package io.cameleer.greptimedb.backup;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Paths of files by the keys of objects: tables may have characters in their names that a path may not. */
final class FileNames {
    private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9._/-]");

    private final Set<String> taken = new HashSet<>();

    String of(String key) {
        var path = STRANGE.matcher(key)
                .replaceAll(match -> "_x" + Integer.toHexString(match.group().codePointAt(0)));
        var unique = path;
        for (var number = 2; !taken.add(unique); number++) {
            unique = path + "-" + number;
        }
        return unique;
    }
}
