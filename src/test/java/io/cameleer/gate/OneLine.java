package io.cameleer.gate;

import java.util.Optional;
import java.util.stream.Collectors;

/** A failure in one line. */
final class OneLine {
    private static final int LENGTH = 200;

    private OneLine() {}

    /** The words of a failure, or its type when it has none: lines joined, cut after 200 characters. */
    static String of(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .map(OneLine::of)
                .filter(line -> !line.isEmpty())
                .orElseGet(failure::toString);
    }

    /** Lines joined by blanks, cut after 200 characters. */
    static String of(String words) {
        var line =
                words.lines().map(String::strip).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
        return line.length() > LENGTH ? line.substring(0, LENGTH) : line;
    }
}
