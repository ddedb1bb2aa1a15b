package io.cameleer.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameleer.cluster.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lane whose work ends when the test lets it. */
class WorkQueueComponentTest {
    private final WorkQueues queues = new WorkQueues(Clock.systemUTC());
    private final WorkQueue queue = queues.named("backup");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Told told = new Told();
    private final Semaphore mayEnd = new Semaphore(0);
    private volatile boolean leads = true;

    @BeforeEach
    void start() throws Exception {
        queue.tell(told);
        context.getRegistry().bind("meters", meters);
        context.getShutdownStrategy().setTimeout(1);
        context.addComponent("workqueue", new WorkQueueComponent(queues, () -> leads));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("workqueue:backup?parallel=2")
                        .routeId("backup")
                        .process(exchange -> work(exchange.getMessage().getBody(Due.class)));
            }
        });
        context.start();
    }

    private void work(Due due) throws InterruptedException {
        begun.add(due.name());
        mayEnd.acquire();
        if (due.what().equals("fails")) {
            throw new IllegalStateException("it fails");
        }
    }

    @AfterEach
    void stop() {
        mayEnd.release(1_000_000);
        context.stop();
    }

    @Test
    void thousandsThatWaitBehindWorkThatDoesNotEndHoldUpNobody() {
        IntStream.range(0, 5_000).forEach(i -> send(Due.of("c" + i, i)));
        Waiting.until("two to be worked on", () -> begun.size() == 2);
        assertThat(queue.depth("backup")).isEqualTo(4_998);
        assertThat(meters.get("cameleer.runs.waiting").gauge().value()).isEqualTo(4_998);
        assertThat(meters.get("cameleer.runs.overdue").gauge().value()).isPositive();
        assertThat(begun).containsExactlyInAnyOrder("c0", "c1");
        mayEnd.release(1);
        Waiting.until("the next by age", () -> begun.size() == 3);
        assertThat(begun.getLast()).isEqualTo("c2");
        mayEnd.release(4_999);
        Waiting.until("all to have had their turn", () -> begun.size() == 5_000);
        assertThat(begun).doesNotHaveDuplicates();
    }

    @Test
    void whatFailsLeavesItsPlaceAndItsObjectFree() {
        offer(Due.of("one", 1, "fails"));
        mayEnd.release(1);
        Waiting.until("its end", () -> told.done().equals(List.of("one")));
        offer(Due.of("one", 2));
        Waiting.until("its next turn", () -> begun.equals(List.of("one", "one")));
    }

    @Test
    void whatWaitsOutlivesTheRouteAndWhatIsWorkedOnComesToItsEnd() throws Exception {
        offer(Due.of("one", 1), Due.of("two", 2), Due.of("three", 3));
        Waiting.until("two to be worked on", () -> begun.size() == 2);
        context.getRouteController().stopRoute("backup"); // which waits for a second
        offer(Due.of("four", 4));
        assertThat(queue.depth("backup")).isEqualTo(2);
        mayEnd.release(2);
        Waiting.until("the end of both", () -> told.done().size() == 2);
        assertThat(told.abandoned()).isEmpty();
        assertThat(begun).hasSize(2);

        context.getRouteController().startRoute("backup");
        Waiting.until("what waited", () -> begun.size() == 4);
        assertThat(begun.subList(2, 4)).containsExactlyInAnyOrder("three", "four");
    }

    @Test
    void aProcessThatDoesNotLeadAnyMoreAbandonsItsWorkAndForgetsWhatWaits() throws Exception {
        offer(Due.of("one", 1), Due.of("two", 2), Due.of("three", 3));
        Waiting.until("two to be worked on", () -> begun.size() == 2);
        leads = false;
        context.getRoute("backup").getConsumer().stop();
        assertThat(told.abandoned()).containsExactlyInAnyOrder("one", "two");
        mayEnd.release(2);
        Waiting.until("their end", () -> told.done().size() == 2);
        assertThat(begun).hasSize(2);
        send(Due.of("four", 4));
        assertThat(queue.depth("backup")).as("what waits there").isZero();

        leads = true;
        send(Due.of("five", 5));
        context.getRoute("backup").getConsumer().start();
        Waiting.until("it to work again", () -> begun.size() == 3);
        assertThat(begun.getLast()).isEqualTo("five");
    }

    @Test
    void whatOutlastedItsRouteIsAbandonedByTheNextOne() throws Exception {
        offer(Due.of("one", 1));
        Waiting.until("it to be worked on", () -> begun.size() == 1);
        context.getRouteController().stopRoute("backup");
        context.getRouteController().startRoute("backup");
        assertThat(told.abandoned()).isEmpty();
        leads = false;
        context.getRoute("backup").getConsumer().stop();
        assertThat(told.abandoned()).containsExactly("one");
    }

    @Test
    void aProcessThatHasNotBeenToldYetThatItDoesNotLeadTakesNothingUp() {
        offer(Due.of("one", 1), Due.of("two", 2), Due.of("three", 3));
        Waiting.until("two to be worked on", () -> begun.size() == 2);
        leads = false;
        mayEnd.release(2);
        Waiting.until("their end", () -> told.done().size() == 2);
        offer(Due.of("four", 4));
        assertThat(begun).hasSize(2);

        leads = true; // for another lease
        send(Due.of("four", 4));
        Waiting.until("the others", () -> begun.size() == 4);
    }

    @Test
    void whatIsWorkedOnWhenTheProcessEndsIsLeftToItsSuccessor() {
        offer(Due.of("one", 1));
        Waiting.until("it to be worked on", () -> begun.size() == 1);
        context.stop();
        assertThat(told.abandoned()).containsExactly("one");
        assertThat(told.done()).isEmpty();
    }

    @Test
    void aSuspendedRouteTakesNothingUp() throws Exception {
        context.getRouteController().suspendRoute("backup");
        offer(Due.of("one", 1));
        assertThat(begun).isEmpty();
        assertThat(queue.depth("backup")).isEqualTo(1);
        context.getRouteController().resumeRoute("backup");
        Waiting.until("it to be worked on", () -> begun.equals(List.of("one")));
    }

    @Test
    void whatIsWrongIsRefusedWithItsReason() {
        assertThatThrownBy(() -> send("text")).rootCause().hasMessageContaining("WorkItem");
        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("workqueue:other?parallel=0").to("workqueue:backup");
                    }
                }))
                .isInstanceOf(FailedToCreateRouteException.class)
                .rootCause()
                .hasMessage("parallel is 0, but has to be at least 1");
    }

    private void send(Object body) {
        context.createFluentProducerTemplate()
                .to("workqueue:backup")
                .withBody(body)
                .request();
    }

    private void offer(Due... items) {
        for (var item : items) {
            assertThat(queue.offer(item, "backup")).isTrue();
        }
    }
}
