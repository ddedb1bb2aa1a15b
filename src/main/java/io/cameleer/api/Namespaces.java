package io.cameleer.api;

import java.util.Optional;

/** Which namespace a request is about: the one that it names, else the configured one; {@code *} means all. */
public final class Namespaces {
    private static final String ALL = "*";

    private final String otherwise;

    /** Requests that name none are about this one. */
    public Namespaces(String otherwise) {
        this.otherwise = otherwise;
    }

    /** The namespace, empty for all of them. */
    public String of(String namespace) {
        var chosen =
                Optional.ofNullable(namespace).filter(value -> !value.isBlank()).orElse(otherwise);
        if (chosen.equals(ALL)) {
            return "";
        }
        if (!chosen.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new HttpProblem(400, "Bad request", "namespace: is not a name that Kubernetes allows");
        }
        return chosen;
    }

    /** The namespace of a request about one object. */
    public String one(String namespace) {
        var chosen = of(namespace);
        if (chosen.isEmpty()) {
            throw new HttpProblem(400, "Bad request", "namespace: name one; only lists take *");
        }
        return chosen;
    }
}
