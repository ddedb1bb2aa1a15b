package io.cameleer.live;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up in any case, as what ran before goes on; names the files whose edit was refused. */
public final class LiveRoutesHealthCheck extends AbstractHealthCheck {
    private final LiveRoutes routes;

    /** Tells of the route files. */
    public LiveRoutesHealthCheck(LiveRoutes routes) {
        super("cameleer", "routes");
        this.routes = routes;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        var refused = routes.problems().entrySet().stream()
                .map(edit -> edit.getKey() + " was refused, what ran before goes on: " + edit.getValue())
                .collect(Collectors.joining(". "));
        builder.message(refused.isEmpty() ? routes.summary() : refused).up();
    }
}
