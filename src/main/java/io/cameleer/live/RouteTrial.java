package io.cameleer.live;

import io.cameleer.operator.LeaseClusterService;
import io.cameleer.operator.OperatorComponent;
import io.cameleer.workqueue.WorkQueueComponent;
import io.cameleer.workqueue.WorkQueues;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;

/** Tries route files in a context of their own, which has the same beans and properties and starts no route. */
final class RouteTrial {
    private final CamelContext live;

    RouteTrial(CamelContext live) {
        this.live = live;
    }

    /** Why a file cannot run, or nothing when it seems it can. */
    Optional<String> problem(String file, String content) {
        try (var trial = new DefaultCamelContext(new DefaultRegistry(live.getRegistry()))) {
            trial.setAutoStartup(false);
            trial.getPropertiesComponent().addPropertiesSource(new LiveProperties(live));
            var client = live.getRegistry().findSingleByType(KubernetesClient.class);
            trial.addComponent("operator", new OperatorComponent(client));
            trial.addComponent("workqueue", new WorkQueueComponent(new WorkQueues(Clock.systemUTC()), () -> true));
            trial.addService(new LeaseClusterService(client, "trial", "trial", Duration.ofSeconds(15)));
            RouteSwap.load(trial, file, content);
            trial.start();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(RouteSwap.reason(e));
        }
    }

    private record LiveProperties(CamelContext live) implements org.apache.camel.spi.PropertiesSource {
        @Override
        public String getName() {
            return "live";
        }

        @Override
        public String getProperty(String name) {
            return live.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
