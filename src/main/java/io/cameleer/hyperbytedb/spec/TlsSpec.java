package io.cameleer.hyperbytedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.Optional;

/** How HTTP is encrypted. Without a Secret and without an issuer the operator makes and renews the certificate. */
public record TlsSpec(
        @JsonPropertyDescription("Whether connections are encrypted.") @Default("false")
        Boolean enabled,

        @JsonPropertyDescription(
                "Secret of the type kubernetes.io/tls with tls.crt, tls.key and, unless a public authority signed it, ca.crt.")
        String secretName,

        @JsonPropertyDescription("The Issuer or ClusterIssuer of cert-manager that signs the certificate.")
        IssuerRef certManagerIssuerRef) {
    /** The defaults, for objects that were stored before the schema had them. */
    public TlsSpec {
        enabled = Optional.ofNullable(enabled).orElse(false);
    }

    /** Whether the operator itself makes the certificate. */
    public boolean selfSigned() {
        return enabled && secretName == null && certManagerIssuerRef == null;
    }

    /** Whether cert-manager makes it. */
    public boolean fromIssuer() {
        return enabled && secretName == null && certManagerIssuerRef != null;
    }

    /** An issuer of cert-manager. */
    public record IssuerRef(
            @Required @JsonPropertyDescription("Its name.") String name,

            @JsonPropertyDescription("Issuer (the default) or ClusterIssuer.")
            @Default("Issuer")
            @Pattern("^(Issuer|ClusterIssuer)$")
            String kind,

            @JsonPropertyDescription("Its API group.") @Default("cert-manager.io")
            String group) {
        /** The defaults. */
        public IssuerRef {
            kind = Optional.ofNullable(kind).orElse("Issuer");
            group = Optional.ofNullable(group).orElse("cert-manager.io");
        }
    }
}
