package io.cameleer.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.reconcile.Violation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads and answers the questions of the Kubernetes API: see AdmissionReview, admission.k8s.io/v1. */
public final class Admission {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Optional<String>> token;

    /**
     * Answers questions.
     *
     * @param token the last part of the path that the Kubernetes API was told, if there is one
     */
    public Admission(Supplier<Optional<String>> token) {
        this.token = token;
    }

    /**
     * Reads a question.
     *
     * @param path the last part of the path by which it came, may be null
     * @throws UnreadableReview when it is none
     */
    public AdmissionRequest read(String body, @org.apache.camel.Header("token") String path) {
        try {
            JsonNode request =
                    JSON.readTree(Optional.ofNullable(body).orElse("")).path("request");
            if (request.path("uid").asText().isEmpty()
                    || !request.path("kind").isObject()
                    || !request.path("object").isObject()) {
                throw new UnreadableReview(
                        "The body must be an AdmissionReview of admission.k8s.io/v1 with a request and its object.");
            }
            return new AdmissionRequest(
                    request.path("uid").asText(),
                    request.path("kind").path("kind").asText(),
                    request.path("object"),
                    request.path("oldObject"),
                    isTrusted(path));
        } catch (JsonProcessingException e) {
            throw new UnreadableReview("The body is not JSON.");
        }
    }

    /** The answer to a question as JSON: every violation with its field's path, in words and as a cause each. */
    public String answer(Verdict verdict, @org.apache.camel.ExchangeProperty("request") AdmissionRequest request) {
        var review = JSON.createObjectNode();
        review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        var response = review.putObject("response");
        response.put("uid", request.uid()).put("allowed", verdict.violations().isEmpty());
        if (!verdict.violations().isEmpty()) {
            var status = response.putObject("status");
            status.put("code", 422).put("reason", "Invalid").put("message", Violation.told(verdict.violations()));
            var causes = status.putObject("details").putArray("causes");
            verdict.violations().forEach(violation -> causes.addObject()
                    .put("reason", "FieldValueInvalid")
                    .put("field", violation.path())
                    .put("message", violation.problem() + "; " + violation.remedy()));
        }
        if (!verdict.warnings().isEmpty()) {
            var warnings = response.putArray("warnings");
            verdict.warnings().forEach(warnings::add);
        }
        return review.toString();
    }

    /** The answer to a question about a kind that no family knows. */
    public Verdict unknown() {
        return Verdict.ALLOWED;
    }

    private boolean isTrusted(String path) {
        return path != null
                && token.get()
                        .filter(known -> MessageDigest.isEqual(
                                known.getBytes(StandardCharsets.UTF_8), path.getBytes(StandardCharsets.UTF_8)))
                        .isPresent();
    }
}
