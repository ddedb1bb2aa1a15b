package io.cameleer.cluster;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;

/** Clusters of one namespace, and the definitions that all of them share, as a test writes and watches them. */
public final class Kubeblocks extends CustomClusters<Cluster, ClusterStatus> {
    private final TestCluster cluster;

    /** Works in one namespace. */
    public Kubeblocks(TestCluster cluster, String namespace) {
        super(cluster, Cluster.class, namespace);
        this.cluster = cluster;
    }

    @Override
    protected String phase(Cluster found) {
        return found.getStatus() == null ? null : found.getStatus().phase();
    }

    @Override
    protected List<Condition> conditions(Cluster found) {
        return found.getStatus() == null || found.getStatus().conditions() == null
                ? List.of()
                : found.getStatus().conditions();
    }

    /** Applies manifests as they are. */
    public void manifests(String yaml) {
        cluster.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object ->
                        cluster.client().resource(object).forceConflicts().serverSideApply());
    }

    /** Applies a sample as it is, but for the namespace of its cluster. */
    public void sample(String file) throws IOException {
        sample(file, UnaryOperator.identity());
    }

    /** The same, with a change of its cluster's text. */
    public void sample(String file, UnaryOperator<String> change) throws IOException {
        var text = Files.readString(
                Project.directory().resolve("samples/kubeblocks").resolve(file));
        var last = text.lastIndexOf("kind: Cluster\n");
        manifests(text.substring(0, last)
                + change.apply(text.substring(last)).replace("namespace: default", "namespace: " + namespace()));
    }

    /** What the PostgreSQL of the sample answers in a pod. */
    public String sql(String pod, String statement) {
        return cluster.kubectl(
                        "exec",
                        "--namespace",
                        namespace(),
                        pod,
                        "--",
                        "/usr/lib/postgresql/15/bin/psql",
                        "--host=127.0.0.1",
                        "--username=postgres",
                        "--no-align",
                        "--tuples-only",
                        "--command",
                        statement)
                .strip();
    }
}
