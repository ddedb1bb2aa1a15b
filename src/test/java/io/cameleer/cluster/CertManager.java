package io.cameleer.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real cert-manager beside the cluster: the definitions of its module and its controller. */
public final class CertManager implements AutoCloseable {
    private static final String MODULE = "github.com/cert-manager/cert-manager";

    private final Processes.Running running;

    /** Installs and starts it. */
    public CertManager(TestCluster cluster) throws IOException {
        var definitions = module().resolve("deploy/crds");
        for (var kind : List.of("certificates", "certificaterequests", "issuers", "clusterissuers")) {
            install(cluster, definitions.resolve("crd-" + kind + ".yaml"));
        }
        running = Processes.start(
                "cert-manager",
                cluster.work().resolve("cert-manager.log"),
                Map.of(),
                List.of(
                        Tool.CERT_MANAGER.path().toString(),
                        "--kubeconfig",
                        cluster.kubeconfig().toString(),
                        "--leader-elect=false",
                        "--cluster-resource-namespace=default",
                        "--metrics-listen-address=127.0.0.1:" + Ports.free(),
                        "--controllers=issuers,clusterissuers,certificates-trigger,certificates-issuing,"
                                + "certificates-key-manager,certificates-request-manager,certificates-readiness,"
                                + "certificates-revision-manager,certificaterequests-approver,"
                                + "certificaterequests-issuer-ca,certificaterequests-issuer-selfsigned"));
    }

    /** The module's sources. They are fetched when only the built program is kept here. */
    private static Path module() throws IOException {
        var answer = Processes.run(
                Project.directory().resolve("src/test/cluster/cert-manager"),
                Map.of("GOFLAGS", "-mod=mod"),
                List.of("go", "mod", "download", "-json", MODULE));
        return Path.of(new ObjectMapper().readTree(answer).required("Dir").asText());
    }

    /** The definitions are templates of a chart in their labels alone. */
    private static void install(TestCluster cluster, Path file) throws IOException {
        var text = Files.readAllLines(file).stream()
                .filter(line -> !line.contains("{{"))
                .collect(Collectors.joining("\n"));
        cluster.client()
                .load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        var name = file.getFileName().toString().replaceAll("^crd-|\\.yaml$", "") + ".cert-manager.io";
        Waiting.until(name + " to be served", Duration.ofSeconds(30), () -> {
            CustomResourceDefinition found = cluster.client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(name)
                    .get();
            return found.getStatus().getConditions().stream()
                    .anyMatch(condition -> condition.getType().equals("Established")
                            && condition.getStatus().equals("True"));
        });
    }

    @Override
    public void close() {
        running.close();
    }
}
