package io.cameleer.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is set about TLS.
 *
 * @param mode where the certificate comes from
 * @param directory the folder with tls.crt and tls.key, for {@link Mode#FILES}
 * @param namespace the namespace of the Secret, for {@link Mode#MANAGED}
 * @param secret its name
 * @param hosts DNS names and IP addresses that the certificate is for, at least one
 * @param validity how long it is valid; it is renewed when a third of that is left
 */
public record TlsSettings(
        Mode mode, String directory, String namespace, String secret, List<String> hosts, Duration validity) {
    /** The shortest validity, so that there is time for both steps of a renewal. */
    private static final Duration SHORTEST = Duration.ofSeconds(15);

    /** Where the certificate comes from. */
    public enum Mode {
        /** There is none: HTTP on loopback only. */
        OFF,
        /** Somebody else keeps files up to date, as cert-manager and a mounted Secret do. */
        FILES,
        /** The operator makes and renews it. */
        MANAGED
    }

    /** Refuses settings that cannot work, naming the one that is wrong. */
    public TlsSettings {
        if (mode == Mode.FILES && directory.isBlank()) {
            throw new IllegalArgumentException(
                    "cameleer.tls.directory is empty; name the folder that holds tls.crt and tls.key, or set cameleer.tls.mode to managed");
        }
        if (mode == Mode.MANAGED && hosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "cameleer.tls.hosts is empty; name the DNS names under which the operator's Service is reached");
        }
        if (validity.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("cameleer.tls.validity: " + validity + " is shorter than " + SHORTEST
                    + "; use something like P90D");
        }
    }

    /** Whether there is TLS. */
    public boolean on() {
        return mode != Mode.OFF;
    }

    /** What a renewal has to do next. */
    enum Renewal {
        /** Nothing yet. */
        NONE,
        /** Make the next certificate and its authority known. */
        PREPARE,
        /** Show the next certificate. */
        SHOW
    }

    /**
     * What a renewal has to do now. A certificate that is over is trusted by nobody: the next is shown without waiting for
     * those who have not heard of it.
     *
     * @param expiry when the certificate that is shown becomes invalid
     * @param known since when the next one has been known, if it has
     */
    Renewal renewal(Instant now, Instant expiry, Optional<Instant> known) {
        if (known.isPresent()) {
            var over = !now.isBefore(expiry) || !now.isBefore(known.get().plus(patience()));
            return over ? Renewal.SHOW : Renewal.NONE;
        }
        return now.isBefore(expiry.minus(validity.dividedBy(3))) ? Renewal.NONE : Renewal.PREPARE;
    }

    /** For how long the next authority is made known before its certificate is shown: an hour, or a tenth of a short life. */
    Duration patience() {
        var tenth = validity.dividedBy(10);
        return tenth.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofHours(1) : tenth;
    }
}
