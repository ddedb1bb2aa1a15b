package io.cameleer.workqueue;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** One lane of a queue, such as {@code workqueue:restore/place?parallel=2}. */
public class WorkQueueEndpoint extends DefaultEndpoint {
    private final WorkQueueComponent component;
    private final String name;
    private final String lane;
    private int parallel = 1;

    WorkQueueEndpoint(String uri, WorkQueueComponent component, String name, String lane) {
        super(uri, component);
        this.component = component;
        this.name = name;
        this.lane = lane;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        var consumer = new WorkQueueConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                var item = exchange.getMessage().getMandatoryBody(WorkItem.class);
                if (leads()) {
                    queue().offer(item, lane);
                }
            }
        };
    }

    WorkQueue queue() {
        return component.queue(name);
    }

    boolean leads() {
        return component.leads();
    }

    /** The queue's name. */
    public String getName() {
        return name;
    }

    /** The lane's name, that of the queue when it has but one. */
    public String getLane() {
        return lane;
    }

    public int getParallel() {
        return parallel;
    }

    /** How many items are worked on at once, at least 1. */
    public void setParallel(int parallel) {
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + ", but has to be at least 1");
        }
        this.parallel = parallel;
    }
}
