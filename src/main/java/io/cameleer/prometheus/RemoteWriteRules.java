package io.cameleer.prometheus;

import io.cameleer.reconcile.Violation;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What the schema cannot say about endpoints that receive samples. */
final class RemoteWriteRules {
    private RemoteWriteRules() {}

    static List<Violation> violations(List<PrometheusSpec.RemoteWrite> targets) {
        var found = new ArrayList<Violation>();
        var names = new HashSet<String>();
        var same = new HashSet<PrometheusSpec.RemoteWrite>();
        for (var i = 0; i < targets.size(); i++) {
            var target = targets.get(i);
            var path = "spec.remoteWrite[" + i + "]";
            url(path, target.url(), found);
            if (target.basicAuthSecretRef() != null && target.bearerTokenSecretRef() != null) {
                found.add(new Violation(
                        path,
                        "has both basicAuthSecretRef and bearerTokenSecretRef",
                        "keep the one that the receiver expects"));
            }
            if (target.name() != null && !names.add(target.name())) {
                found.add(new Violation(
                        path + ".name", "\"" + target.name() + "\" is taken", "choose another name or remove it"));
            }
            if (!same.add(target)) {
                found.add(new Violation(path, "is the same as one before it", "remove it"));
            }
        }
        return List.copyOf(found);
    }

    private static void url(String path, String url, List<Violation> found) {
        try {
            var parsed = URI.create(url == null ? "" : url);
            if (parsed.getHost() == null) {
                found.add(new Violation(path + ".url", "names no host", "write https://HOST/PATH"));
            } else if (parsed.getUserInfo() != null) {
                found.add(new Violation(
                        path + ".url",
                        "holds credentials, which everybody sees",
                        "put them into a Secret and name it by basicAuthSecretRef"));
            }
        } catch (IllegalArgumentException e) {
            found.add(new Violation(path + ".url", "is no address", "write https://HOST/PATH"));
        }
    }
}
