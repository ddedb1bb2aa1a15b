package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The pages that show commands are run as a reader would, and print what they say. */
@Tag("full")
@BesideOthers
class DocumentsEndToEndIT {
    private Stage stage;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        stage = Stage.get();
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void theCommandLinePrintsWhatItsPageSays() throws Exception {
        stage.bucket("tsdb-backups");
        prints("docs/cli.md", "cli");
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void theDisasterRecoveryDrillWorksStepByStep() throws Exception {
        stage.bucket("drill");
        prints("docs/disaster-recovery.md", "drill");
    }

    private void prints(String page, String namespace) throws IOException, InterruptedException {
        stage.cluster().freshNamespace(namespace);
        var kubeconfig = folder.resolve("kubeconfig");
        Files.copy(stage.cluster().kubeconfig(), kubeconfig);
        var environment = new LinkedHashMap<String, String>();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put(
                "PATH",
                Project.directory().resolve("bin") + ":" + Tool.KUBECTL.path().getParent() + ":"
                        + System.getenv("PATH"));
        environment.putAll(ObjectStore.secret());
        Files.createSymbolicLink(folder.resolve("samples"), Project.directory().resolve("samples"));
        var document = new ConsoleDocument(
                Path.of(page),
                folder,
                environment,
                Map.of("http://localhost:9000", stage.store().endpoint()));
        document.run("kubectl config set-context --current --namespace=" + namespace);
        var steps = document.steps();
        assertThat(steps).as("commands of " + page).isNotEmpty();
        var transcript = new StringBuilder();
        var said = new SoftAssertions();
        try {
            for (var step : steps) {
                var printed = document.run(step.command());
                transcript.append("$ ").append(step.command()).append('\n').append(printed);
                said.assertThat(ConsoleDocument.withoutNumbers(printed))
                        .as(page + ": " + step.command() + "\n" + printed)
                        .isEqualTo(ConsoleDocument.withoutNumbers(step.output()));
            }
        } finally {
            Files.writeString(Project.directory().resolve("target/" + namespace + "-transcript.txt"), transcript);
        }
        said.assertAll();
    }
}
