package io.cameleer.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A word that changes with the contents of a Secret, for an annotation that anybody may read who may see the pods: made
 * slowly, for this cluster alone, and too short to prove a guess.
 */
public final class SecretMark {
    private static final int ROUNDS = 20_000;
    private static final int BITS = 24;
    private static final Recent<String> MADE = new Recent<>(1000);

    /** What was made before is found by a checksum that means nothing outside of this process. */
    private static final byte[] OWN = new SecureRandom().generateSeed(32);

    private SecretMark() {}

    /** The mark of what a Secret, or a choice of its keys, holds. */
    public static String of(HasMetadata cluster, Map<String, String> content) {
        var text = new TreeMap<>(content).toString();
        var salt = cluster.getMetadata().getUid().getBytes(StandardCharsets.UTF_8);
        return MADE.get(checksum(salt, text), () -> make(salt, text));
    }

    private static String checksum(byte[] salt, String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(OWN);
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String make(byte[] salt, String text) {
        try {
            var key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(text.toCharArray(), salt, ROUNDS, BITS));
            return HexFormat.of().formatHex(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
