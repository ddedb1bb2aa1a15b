package io.cameleer.operator;

import io.javaoperatorsdk.operator.Operator;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready once all informers of a resource have synchronized, unhealthy when one of them stopped. */
final class OperatorHealthCheck extends AbstractHealthCheck {
    private final String resource;
    private final Operator operator;
    private final QueueMetrics metrics;

    OperatorHealthCheck(String resource, Operator operator, QueueMetrics metrics) {
        super("cameleer", "operator-" + resource.replace('/', '-'));
        this.resource = resource;
        this.operator = operator;
        this.metrics = metrics;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("resource", resource);
        builder.detail("last-event", metrics.lastEvent().map(Object::toString).orElse("none yet"));
        var runtime = operator.getRuntimeInfo();
        var unhealthy = runtime.unhealthyEventSources();
        if (runtime.isStarted() && unhealthy.values().stream().allMatch(Map::isEmpty)) {
            builder.detail("informers", "synchronized").up();
        } else {
            builder.detail("informers", runtime.isStarted() ? "not watching: " + unhealthy : "synchronizing")
                    .down();
        }
    }
}
