package io.cameleer.workqueue;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/** Works on the items of a lane for as long as the route runs. */
final class WorkQueueConsumer extends DefaultConsumer implements Suspendable {
    private final WorkQueueEndpoint endpoint;
    private final WorkQueue queue;
    private ExecutorService threads;
    private LaneMetrics metrics;
    private boolean open;
    /** How many threads work or are about to. */
    private int working;

    WorkQueueConsumer(WorkQueueEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var meters = getEndpoint().getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        metrics = new LaneMetrics(meters, queue, endpoint.getName(), endpoint.getLane());
        threads = getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(
                        this, "workqueue-" + endpoint.getName() + "-" + endpoint.getLane(), endpoint.getParallel());
        queue.work(endpoint.getLane(), this::takeUp);
        begin();
    }

    @Override
    protected void doSuspend() {
        pause();
    }

    @Override
    protected void doResume() {
        begin();
    }

    private void begin() {
        synchronized (this) {
            open = true;
        }
        takeUp();
    }

    private synchronized void pause() {
        open = false;
    }

    /** Has as many items worked on as there are free places. */
    private synchronized void takeUp() {
        while (mayWork() && working < endpoint.getParallel() && queue.depth(endpoint.getLane()) > 0) {
            threads.execute(this::work);
            working++;
        }
    }

    private boolean mayWork() {
        return open && endpoint.leads();
    }

    /** Works on one item after the other, until none waits. */
    private void work() {
        for (var item = next(); item.isPresent(); item = next()) {
            work(item.get());
        }
    }

    private synchronized Optional<WorkItem> next() {
        var item = mayWork() ? queue.poll(endpoint.getLane()) : Optional.<WorkItem>empty();
        if (item.isEmpty()) {
            working--;
        }
        return item;
    }

    private void work(WorkItem item) {
        try {
            var exchange = createExchange(true);
            exchange.getMessage().setBody(item);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                getExceptionHandler()
                        .handleException(
                                WorkItem.key(item.object()) + " was not worked on to the end",
                                exchange,
                                exchange.getException());
            }
        } catch (Throwable e) {
            getExceptionHandler().handleException(e);
        } finally {
            queue.done(item);
        }
    }

    @Override
    protected void doStop() throws Exception {
        pause();
        if (threads != null) {
            metrics.close();
            end();
        }
        super.doStop();
    }

    /**
     * What is worked on comes to its end when only this route stops. When another process leads, or is about to, it has the same
     * in hand soon: then this one's is abandoned, and ends at its next look whether it still stands.
     */
    private void end() {
        var context = getEndpoint().getCamelContext();
        if (!endpoint.leads() || context.isStopping()) {
            queue.clear(endpoint.getLane());
            queue.abandon(endpoint.getLane());
        }
        context.getExecutorServiceManager().shutdown(threads);
    }
}
