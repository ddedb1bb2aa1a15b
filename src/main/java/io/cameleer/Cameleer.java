package io.cameleer;

import org.apache.camel.main.Main;

/** Starts Camel with the subsystems and routes of the operator. */
public final class Cameleer {
    private Cameleer() {}

    /**
     * Runs until the process is told to end.
     *
     * @throws Exception when the operator cannot start; its message says why
     */
    public static void main(String[] arguments) throws Exception {
        // Netty's use of memory outside of the language is deprecated since Java 24 and warned of at every start.
        System.setProperty("io.netty.noUnsafe", "true");
        // Chunks of 256 KiB: Netty's own are 4 MiB for each of its threads, of a heap that streams need.
        System.setProperty("io.netty.allocator.maxOrder", "5");
        var main = new Main();
        main.addMainListener(new Subsystems());
        System.exit(main.run(arguments));
    }
}
