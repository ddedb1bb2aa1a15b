package io.cameleer.api;

import io.cameleer.admission.UnreadableReview;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Turns whatever went wrong in a request into a problem document. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final MeterRegistry meters;

    /** Counts what went wrong, by route and status. */
    public Problems(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Answers the exchange with the problem that its exception is. */
    public void answer(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        var problem = of(failure);
        if (problem.status() >= 500) {
            LOG.warn("{} failed", exchange.getFromRouteId(), failure);
        }
        meters.counter(
                        "cameleer.api.problems",
                        "route",
                        exchange.getFromRouteId(),
                        "status",
                        String.valueOf(problem.status()))
                .increment();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        if (problem.status() == 401) {
            exchange.getMessage().setHeader("WWW-Authenticate", "Bearer");
        }
        exchange.getMessage().setBody(problem.document());
    }

    private static HttpProblem of(Exception failure) {
        if (failure instanceof HttpProblem problem) {
            return problem;
        }
        if (failure instanceof UnreadableReview unreadable) {
            return new HttpProblem(400, "Bad request", unreadable.getMessage());
        }
        if (failure instanceof KubernetesClientException refused) {
            return ofKubernetes(refused);
        }
        if (failure instanceof SQLException || failure instanceof DataAccessException) {
            return new HttpProblem(503, "Unavailable", "The audit database is away; rows wait in the spool.");
        }
        return new HttpProblem(500, "Internal error", "The request failed; the log has the reason.");
    }

    private static HttpProblem ofKubernetes(KubernetesClientException refused) {
        return switch (refused.getCode()) {
            case 400, 422 ->
                new HttpProblem(
                        422,
                        "Invalid",
                        refused.getStatus() == null
                                ? refused.getMessage()
                                : refused.getStatus().getMessage());
            case 403 -> new HttpProblem(403, "Forbidden", "The operator may not do this in that namespace.");
            case 410 -> new HttpProblem(410, "Gone", "continue: is too old; begin the list anew.");
            case 404 -> new HttpProblem(404, "Not found", "There is no such object or namespace.");
            case 409 ->
                new HttpProblem(
                        409, "Conflict", "The object exists already or was changed meanwhile; look at it again.");
            default -> new HttpProblem(503, "Unavailable", "The Kubernetes API does not answer; try again.");
        };
    }
}
