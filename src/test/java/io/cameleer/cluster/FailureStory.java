package io.cameleer.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is known when a wait comes to nothing. The first story of a JVM is printed, each is kept in {@code target/gate}: later
 * failures often follow from the first.
 */
final class FailureStory {
    private static final AtomicInteger TOLD = new AtomicInteger();
    private static final int LOG_LINES = 15;

    private FailureStory() {}

    /** Keeps a story, and prints it when it is the first. */
    static void tell(String failure, Supplier<String> about) {
        var story = "%s%n%s%n%s%n%s".formatted(failure, guarded(about), guarded(FailureStory::logs), machine());
        try {
            var number = TOLD.incrementAndGet();
            var folder = Files.createDirectories(Project.directory().resolve("target/gate/stories"));
            var file = folder.resolve(ProcessHandle.current().pid() + "-" + number + ".txt");
            Files.writeString(file, story);
            if (number == 1) {
                System.out.println(
                        story.lines().map(line -> "[failure] " + line).collect(Collectors.joining("\n")));
            } else {
                System.out.println("[failure] " + failure.lines().findFirst().orElse("") + " (see " + file + ")");
            }
        } catch (IOException e) {
            System.out.println("[failure] " + story);
        }
    }

    /** An object as YAML, its Events, and the states and last lines of the pods that carry its name as their instance. */
    static String of(KubernetesClient client, String namespace, HasMetadata object) {
        var name = object.getMetadata().getName();
        object.getMetadata().setManagedFields(null);
        var events = client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name)
                        || event.getInvolvedObject().getName().startsWith(name + "-")
                        || event.getInvolvedObject().getName().startsWith("data-" + name + "-"))
                .sorted(Comparator.comparing(event -> event.getMetadata().getCreationTimestamp()))
                .map(FailureStory::line)
                .collect(Collectors.joining("\n"));
        var pods =
                client
                        .pods()
                        .inNamespace(namespace)
                        .withLabel("app.kubernetes.io/instance", name)
                        .list()
                        .getItems()
                        .stream()
                        .map(pod -> state(client, pod))
                        .collect(Collectors.joining("\n"));
        return Serialization.asYaml(object) + "Events:\n" + events + "\nPods:\n" + pods;
    }

    private static String line(Event event) {
        return "%s %sx %s %s/%s: %s"
                .formatted(
                        event.getLastTimestamp(),
                        event.getCount(),
                        event.getReason(),
                        event.getInvolvedObject().getKind(),
                        event.getInvolvedObject().getName(),
                        event.getMessage());
    }

    private static String state(KubernetesClient client, Pod pod) {
        var text = new StringBuilder(pod.getMetadata().getName() + " "
                + pod.getStatus().getPhase() + " on " + pod.getSpec().getNodeName());
        for (var container : pod.getStatus().getContainerStatuses()) {
            text.append("\n  ").append(state(container));
            tail(client, pod, container.getName()).lines().forEach(line -> text.append("\n    ")
                    .append(line));
        }
        return text.toString();
    }

    private static String state(ContainerStatus container) {
        return "%s ready=%s restarts=%d %s"
                .formatted(
                        container.getName(),
                        container.getReady(),
                        container.getRestartCount(),
                        Serialization.asJson(container.getState()));
    }

    private static String tail(KubernetesClient client, Pod pod, String container) {
        try {
            return client.pods()
                    .resource(pod)
                    .inContainer(container)
                    .tailingLines(LOG_LINES)
                    .getLog();
        } catch (KubernetesClientException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static String logs() {
        return Vitals.logs().collect(Collectors.joining("\n"));
    }

    private static String machine() {
        try {
            var memory = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .limit(3)
                    .map(line -> line.replaceAll(" +", " "))
                    .collect(Collectors.joining(", "));
            return "load " + Files.readString(Path.of("/proc/loadavg")).strip() + "; " + memory;
        } catch (IOException e) {
            return "(load and memory cannot be read here)";
        }
    }

    /** A cluster that is gone must not hide the failure. */
    private static String guarded(Supplier<String> part) {
        try {
            return part.get();
        } catch (RuntimeException e) {
            return "(not to be had: " + e.getMessage() + ")";
        }
    }
}
