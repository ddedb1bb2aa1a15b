package io.cameleer.gate;

/** {@code -Dload=N}: N loops that do nothing but take time from the tests, to see that none depends on it. */
final class BusyLoops {
    private static volatile boolean started;

    private BusyLoops() {}

    /** Starts them once; they end with the JVM. */
    static synchronized void start() {
        for (var i = 0; !started && i < Integer.getInteger("load", 0); i++) {
            Thread.ofPlatform().daemon().name("load-" + i).start(BusyLoops::loop);
        }
        started = true;
    }

    private static void loop() {
        while (started) {
            Thread.onSpinWait();
        }
    }
}
