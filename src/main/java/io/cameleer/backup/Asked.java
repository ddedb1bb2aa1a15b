package io.cameleer.backup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asked of an object by an annotation. Its value names the request, so that it is served once; it should begin
 * with the time, in RFC 3339 or in seconds since 1970, and the person's name may follow a space.
 */
public final class Asked {
    private Asked() {}

    /** The request that an annotation makes, unless it was made of another object, whose manifest or copy this is. */
    public static Optional<String> of(HasMetadata object, String annotation) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map((Map<String, String> annotations) -> annotations.get(annotation))
                .filter(request -> time(request)
                        .filter(time -> time.isBefore(created(object).minus(BackupTarget.CLOCK_DIFFERENCE)))
                        .isEmpty());
    }

    private static Instant created(HasMetadata object) {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }

    /** Who asked: as the request names him, or whoever has a kubectl; the operator when nobody did. */
    public static String actor(String request) {
        if (request == null) {
            return "cameleer";
        }
        var space = request.indexOf(' ');
        return space < 0 ? "kubectl" : request.substring(space + 1);
    }

    private static Optional<Instant> time(String request) {
        var word = request.split(" ", 2)[0];
        try {
            return Optional.of(
                    word.matches("[0-9]{9,11}") ? Instant.ofEpochSecond(Long.parseLong(word)) : Instant.parse(word));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
