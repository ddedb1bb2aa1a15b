package io.cameleer.backup.restore;

import io.cameleer.backup.Digests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A word by which a person allows something that cannot be taken back. It holds for one object, by its UID, for what was told
 * when the person was asked, and for one question: asked again, there is another.
 */
final class Confirmation {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DIGITS = 8;

    private Confirmation() {}

    /** A new word. */
    static String word(HasMetadata object, String... meant) {
        var question = new byte[DIGITS / 2];
        RANDOM.nextBytes(question);
        return of(object, HexFormat.of().formatHex(question), meant);
    }

    /**
     * Whether a person has said the word of the question that was put last.
     *
     * @param asked the word that the person was told, null when nobody was asked
     * @param annotation where it is said
     */
    static boolean given(HasMetadata object, String annotation, String asked, String... meant) {
        return asked != null
                && asked.length() > DIGITS
                && asked.equals(said(object, annotation))
                && asked.equals(of(object, asked.substring(0, DIGITS), meant));
    }

    /** What a person has said by an annotation, or nothing. */
    static String said(HasMetadata object, String annotation) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(annotation))
                .orElse("");
    }

    private static String of(HasMetadata object, String question, String... meant) {
        var all = question + "\n" + object.getMetadata().getUid() + "\n" + String.join("\n", meant);
        return question + Digests.of(all).substring(0, DIGITS);
    }
}
