package io.cameleer.backup.restore;

import io.cameleer.backup.Digests;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The word by which a person allows that data are replaced. It holds for one object, by its UID, for one backup with the
 * content that it had when the person was asked, and for one question: asked again, there is another.
 */
final class Confirmation {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DIGITS = 8;

    /** From the question until the data are in place. */
    private static final Set<String> SERVING = Set.of("ConfirmationRequired", "Running");

    private Confirmation() {}

    /** A new word. */
    static String word(RestoreTarget target, String key, String checksum) {
        var question = new byte[DIGITS / 2];
        RANDOM.nextBytes(question);
        return word(target, key, checksum, HexFormat.of().formatHex(question));
    }

    /** Whether a person has said the word of the question that was put last. */
    static boolean given(RestoreTarget target, Optional<String> said) {
        return target.record()
                .filter(asked -> SERVING.contains(asked.state()))
                .filter(asked -> asked.word() != null && asked.word().equals(said.orElse(null)))
                .filter(asked -> asked.word().length() > DIGITS
                        && asked.word()
                                .equals(word(
                                        target,
                                        asked.key(),
                                        asked.checksum(),
                                        asked.word().substring(0, DIGITS))))
                .isPresent();
    }

    private static String word(RestoreTarget target, String key, String checksum, String question) {
        var meant = String.join(
                "\n",
                question,
                String.valueOf(target.object().getMetadata().getUid()),
                target.fingerprint(),
                key,
                checksum);
        return question + Digests.of(meant).substring(0, DIGITS);
    }
}
