package io.cameleer.operator;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A virtual thread per task, of which only so many run at once, and none while paused. */
final class BoundedVirtualThreads extends AbstractExecutorService {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("reconcile-", 0).factory());
    private final Semaphore places;
    private final int size;
    private boolean paused;

    BoundedVirtualThreads(int size) {
        this.size = size;
        this.places = new Semaphore(size, true);
    }

    /** Lets what runs finish and starts nothing further. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            places.acquireUninterruptibly(size);
        }
    }

    /** Undoes {@link #pause()}. */
    synchronized void resume() {
        if (paused) {
            paused = false;
            places.release(size);
        }
    }

    /** How many tasks wait for a place. */
    int waiting() {
        return places.getQueueLength();
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> {
            try {
                places.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            try {
                task.run();
            } finally {
                places.release();
            }
        });
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
