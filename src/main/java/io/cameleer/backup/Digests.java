package io.cameleer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, the checksum of backups. */
public final class Digests {
    private Digests() {}

    /** A checksum to be fed. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A finished checksum in hexadecimal digits. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The checksum of a stream, read to its end. */
    public static String of(InputStream content) throws IOException {
        var digest = sha256();
        var buffer = new byte[64 << 10];
        for (var some = content.read(buffer); some >= 0; some = content.read(buffer)) {
            digest.update(buffer, 0, some);
        }
        return hex(digest);
    }

    /** The checksum of a text. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The checksum of bytes, in hexadecimal digits. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }
}
