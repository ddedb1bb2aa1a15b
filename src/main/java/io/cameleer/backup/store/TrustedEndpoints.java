package io.cameleer.backup.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The addresses to which this process shows its own cloud identity. Whoever may write a custom resource chooses an address; if
 * it were shown to any, he would have it. The providers' own addresses are trusted, and those that the administrator lists.
 */
public final class TrustedEndpoints {
    private static final Map<String, Pattern> OWN = Map.of(
            "s3", Pattern.compile("s3(-fips)?(\\.dualstack)?([.-][a-z]{2}(-[a-z]+)+-\\d)?\\.amazonaws\\.com(\\.cn)?"),
            "gcs", Pattern.compile("storage(\\.[a-z]+-[a-z]+\\d+\\.rep)?\\.googleapis\\.com"),
            "azure",
                    Pattern.compile("[a-z0-9]{3,24}(\\.z\\d+)?\\.blob\\."
                            + "(storage\\.azure\\.net|core\\.(windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net))"));

    private final Set<String> listed;

    /**
     * Trusts addresses beside the providers' own.
     *
     * @param listed as {@code https://minio.storage.svc:9000}
     * @throws IllegalArgumentException when one is no address, or more than scheme, host and port
     */
    public TrustedEndpoints(List<String> listed) {
        this.listed = listed.stream()
                .map(address -> origin(address)
                        .orElseThrow(() -> new IllegalArgumentException("cameleer.backup.identity-endpoints: " + address
                                + " is no address; write it as https://minio.storage.svc:9000")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a location's address is one of them; one that names none means the provider's own. */
    public boolean include(StoreLocation location) {
        if (location.endpoint() == null || isEmulator(location)) {
            return true;
        }
        var origin = origin(location.endpoint());
        var own = OWN.get(location.provider());
        return origin.map(found -> listed.contains(found)
                        || (own != null
                                && found.startsWith("https://")
                                && found.endsWith(":443")
                                && own.matcher(found.substring("https://".length(), found.length() - ":443".length()))
                                        .matches()))
                .orElse(false);
    }

    /** Whether no credential is ever sent there. */
    static boolean isEmulator(StoreLocation location) {
        return location.provider().equals("gcs")
                && location.endpoint() != null
                && location.endpoint().startsWith("http://");
    }

    /** Scheme, host and port; nothing for an address with more to it, which clients may understand in more ways than one. */
    private static Optional<String> origin(String address) {
        try {
            var uri = new URI(address);
            var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            var plain = uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && Set.of("", "/").contains(String.valueOf(uri.getPath()));
            if (!plain || uri.getHost() == null || !Set.of("http", "https").contains(scheme)) {
                return Optional.empty();
            }
            var port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
