package io.cameleer.api;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.set.PrometheusClusterSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Utils;
import java.util.Optional;
import org.apache.camel.Header;

/**
 * Who may send which request: Kubernetes says whose bearer token it is (TokenReview) and whether that user may do the same
 * with kubectl (SubjectAccessReview). It is asked before anything else of a request is looked at.
 */
public final class Access {
    private static final String SCHEME = "Bearer ";

    private final KubernetesClient client;
    private final Namespaces namespaces;
    private final boolean on;

    /** Asks with a client; {@code on} says whether requests are answered at all. */
    public Access(KubernetesClient client, Namespaces namespaces, boolean on) {
        this.on = on;
        this.client = client;
        this.namespaces = namespaces;
    }

    /**
     * The caller of a request about a cluster, or about those of a namespace.
     *
     * @throws HttpProblem 401 for a token that is missing or unknown, 403 when the user may not do it
     */
    public Caller toClusters(
            @Header("Authorization") String authorization,
            @Header("X-Operator") String claim,
            @Header("namespace") String namespace,
            @Header("name") String name,
            String verb) {
        var user = authenticate(authorization);
        require(user, verb, PrometheusCluster.class, namespaces.of(namespace), name);
        return caller(user, claim);
    }

    /** The same for the audit log of a cluster of any kind. */
    public Caller toAudit(
            @Header("Authorization") String authorization,
            @Header("X-Operator") String claim,
            @Header("namespace") String namespace,
            @Header("name") String name,
            @Header("kind") String kind) {
        var user = authenticate(authorization);
        require(user, "get", AuditedKind.of(kind).type(), namespaces.of(namespace), name);
        return caller(user, claim);
    }

    /** The same for cluster sets, which no namespace holds. */
    public Caller toClusterSets(
            @Header("Authorization") String authorization,
            @Header("X-Operator") String claim,
            @Header("name") String name,
            String verb) {
        var user = authenticate(authorization);
        require(user, verb, PrometheusClusterSet.class, "", name);
        return caller(user, claim);
    }

    /** The same for what any user may read. */
    public Caller toDocuments(@Header("Authorization") String authorization, @Header("X-Operator") String claim) {
        return caller(authenticate(authorization), claim);
    }

    private UserInfo authenticate(String authorization) {
        if (!on) {
            throw new HttpProblem(
                    503, "The REST API is off", "Set cameleer.api.enabled to true and start the operator again.");
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new HttpProblem(
                    401,
                    "Unauthorized",
                    "Send the header \"Authorization: Bearer TOKEN\" with a token of the Kubernetes cluster, as \"kubectl create token\" prints one.");
        }
        var review = client.resource(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(authorization.substring(SCHEME.length()).strip())
                        .endSpec()
                        .build())
                .create();
        return Optional.ofNullable(review.getStatus())
                .filter(status -> Boolean.TRUE.equals(status.getAuthenticated()))
                .map(TokenReviewStatus::getUser)
                .orElseThrow(() -> new HttpProblem(
                        401, "Unauthorized", "Kubernetes does not know this token; it may have expired."));
    }

    private void require(UserInfo user, String verb, Class<? extends HasMetadata> type, String namespace, String name) {
        var review = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user.getUsername())
                        .withUid(user.getUid())
                        .withGroups(user.getGroups())
                        .withExtra(user.getExtra())
                        .withNewResourceAttributes()
                        .withGroup(HasMetadata.getGroup(type))
                        .withResource(HasMetadata.getPlural(type))
                        .withVerb(verb)
                        .withNamespace(namespace)
                        .withName(name)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        if (review.getStatus() == null
                || !Boolean.TRUE.equals(review.getStatus().getAllowed())) {
            throw new HttpProblem(
                    403,
                    "Forbidden",
                    user.getUsername() + " may not " + verb + " " + HasMetadata.getFullResourceName(type)
                            + (!Utils.isResourceNamespaced(type)
                                    ? ""
                                    : namespace.isEmpty() ? " in all namespaces" : " in namespace " + namespace)
                            + "; a Role or ClusterRole and its binding would allow it.");
        }
    }

    private static Caller caller(UserInfo user, String claim) {
        return new Caller(
                user.getUsername(),
                Optional.ofNullable(claim)
                        .filter(text -> text.matches("[\\p{Graph} ]{1,100}"))
                        .orElse(""));
    }
}
