package io.cameleer;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/** The settings, each by its name in application.properties. */
record Settings(CamelContext context) {
    /** A setting as it is. */
    String text(String name) {
        return context.resolvePropertyPlaceholders("{{" + name + "}}");
    }

    /** Words that commas separate. */
    List<String> list(String name) {
        return Stream.of(text(name).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** A whole number. */
    int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Whether something is on. */
    boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** A number of seconds. */
    Duration seconds(String name) {
        return Duration.ofSeconds(Long.parseLong(text(name)));
    }

    /** A number of milliseconds. */
    Duration millis(String name) {
        return Duration.ofMillis(Long.parseLong(text(name)));
    }
}
