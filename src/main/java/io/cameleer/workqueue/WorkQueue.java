package io.cameleer.workqueue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What waits to be worked on: of each object one item, the one that has been due for longest first, and nothing of an object that is
 * worked on. It never blocks and holds no more items than there are objects. Nothing is lost with it, as long as what is due can
 * be seen from the objects themselves and is offered again.
 *
 * <p>An item waits in one of several lanes, which have workers of their own: what takes long does not hold up what is short.
 */
public final class WorkQueue {
    /** One that waits, numbered by its arrival. */
    private record Waiting(WorkItem item, String lane, Instant since, long number) {}

    private static final Comparator<Waiting> OLDEST_FIRST =
            Comparator.comparing(Waiting::since).thenComparing(Waiting::number);

    private static final Duration DAY = Duration.ofDays(1);

    private final Clock clock;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, TreeSet<Waiting>> lanes = new HashMap<>();
    private final Map<String, Waiting> running = new HashMap<>();
    /** When the last turn of an object ended, for a day. */
    private final Map<String, Instant> turns = new HashMap<>();

    private final Map<String, Runnable> workers = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long arrivals;

    WorkQueue(Clock clock) {
        this.clock = clock;
    }

    /** Who is told what becomes of the work on an object. */
    public interface Listener {
        /** The work on an object is to leave no trace any more, as another process does it. */
        void abandoned(HasMetadata object);

        /** An object is not worked on any more, however that ended; its next item comes later. */
        void done(HasMetadata object);
    }

    /** Has somebody be told of all work. */
    public void tell(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Lets an item wait. It takes the place of the one that waits for the same object, in the queue as well. An object that has had
     * its turn waits since then, however old its next item is, and nothing is due later than now: nobody's turn comes always first.
     *
     * @return whether it waits; not while its object is worked on
     */
    boolean offer(WorkItem item, String lane) {
        Runnable worker;
        synchronized (this) {
            var key = WorkItem.key(item.object());
            if (running.containsKey(key)) {
                return false;
            }
            var before = Optional.ofNullable(waiting.remove(key));
            before.ifPresent(older -> lane(older.lane()).remove(older));
            var since = before.map(Waiting::since)
                    .filter(older -> older.isBefore(since(key, item)))
                    .orElseGet(() -> since(key, item));
            var entry =
                    new Waiting(item, lane, since, before.map(Waiting::number).orElseGet(() -> arrivals++));
            waiting.put(key, entry);
            lane(lane).add(entry);
            worker = workers.get(lane);
        }
        wake(worker);
        return true;
    }

    private Instant since(String key, WorkItem item) {
        var turn = turns.getOrDefault(key, Instant.MIN);
        var due = item.since().isBefore(turn) ? turn : item.since();
        var now = clock.instant();
        return due.isAfter(now) ? now : due;
    }

    /** Takes the item of a lane that has been due for longest; its object counts as worked on until {@link #done} is called. */
    synchronized Optional<WorkItem> poll(String lane) {
        var first = Optional.ofNullable(lane(lane).pollFirst());
        first.ifPresent(entry -> {
            var key = WorkItem.key(entry.item().object());
            waiting.remove(key);
            running.put(key, entry);
        });
        return first.map(Waiting::item);
    }

    /** Forgets what waits in a lane: another process sees to it. */
    synchronized void clear(String lane) {
        lane(lane).stream()
                .map(Waiting::item)
                .map(WorkItem::object)
                .map(WorkItem::key)
                .forEach(waiting::remove);
        lane(lane).clear();
    }

    /** Says that another process does what is worked on in a lane, though that has not come to its end here. */
    synchronized void abandon(String lane) {
        running.values().stream()
                .filter(entry -> entry.lane().equals(lane))
                .map(entry -> entry.item().object())
                .forEach(object -> listeners.forEach(listener -> listener.abandoned(object)));
    }

    /** An object is not worked on any more. */
    synchronized void done(WorkItem item) {
        listeners.forEach(listener -> listener.done(item.object()));
        var key = WorkItem.key(item.object());
        running.remove(key);
        var now = clock.instant();
        turns.put(key, now);
        turns.values().removeIf(turn -> turn.isBefore(now.minus(DAY)));
    }

    /** Has a lane's worker be told of what comes, until another one is named. */
    synchronized void work(String lane, Runnable worker) {
        workers.put(lane, worker);
    }

    /** How many items wait in a lane. */
    synchronized int depth(String lane) {
        return lane(lane).size();
    }

    /** For how long the first item of a lane has been due, no time when none waits. */
    synchronized Duration overdue(String lane) {
        return lane(lane).isEmpty()
                ? Duration.ZERO
                : Duration.between(lane(lane).first().since(), clock.instant());
    }

    private TreeSet<Waiting> lane(String name) {
        return lanes.computeIfAbsent(name, lane -> new TreeSet<>(OLDEST_FIRST));
    }

    private static void wake(Runnable worker) {
        if (worker != null) {
            worker.run();
        }
    }
}
