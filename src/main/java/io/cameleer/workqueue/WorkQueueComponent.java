package io.cameleer.workqueue;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The component {@code workqueue:name} or {@code workqueue:name/lane}. As a producer it lets the body, a {@link WorkItem}, wait
 * in the {@link WorkQueue} of that name and goes on at once; as a consumer it makes one exchange of every item, so many at once
 * as the endpoint says.
 */
public class WorkQueueComponent extends DefaultComponent {
    private final WorkQueues queues;
    private final BooleanSupplier leads;

    /**
     * Uses the queues of a process.
     *
     * @param leads whether this process may work: nothing waits in one that may not, and it takes nothing up
     */
    public WorkQueueComponent(WorkQueues queues, BooleanSupplier leads) {
        this.queues = queues;
        this.leads = leads;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var parts = remaining.split("/", 2);
        var endpoint = new WorkQueueEndpoint(uri, this, parts[0], parts.length == 1 ? parts[0] : parts[1]);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    WorkQueue queue(String name) {
        return queues.named(name);
    }

    boolean leads() {
        return leads.getAsBoolean();
    }
}
