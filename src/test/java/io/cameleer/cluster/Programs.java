package io.cameleer.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Has everything that the test cluster consists of built and installed before the first test asks for it. */
public final class Programs {
    private static final int AT_ONCE = 2;

    private Programs() {}

    /** Takes nothing. For a cluster that is given by {@code -Dkubeconfig} nothing is made beforehand. */
    public static void main(String[] arguments) throws InterruptedException {
        if (!System.getProperty("kubeconfig", "").isBlank()) {
            return;
        }
        try {
            DebianPackages.ensure(DebianPackages.REAL_NODE);
            DebianPackages.ensure(DebianPackages.NODE_JS);
            build();
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void build() throws InterruptedException {
        var steps = Stream.concat(
                        Stream.<Callable<?>>of(Azurite::installed),
                        Arrays.stream(Tool.values()).map(tool -> (Callable<?>) tool::path))
                .toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var results = new ArrayList<Future<?>>();
            steps.forEach(step -> results.add(threads.submit(step)));
            for (var result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }
}
