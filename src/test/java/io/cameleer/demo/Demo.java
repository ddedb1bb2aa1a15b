package io.cameleer.demo;

import io.cameleer.cluster.AuditPostgres;
import io.cameleer.cluster.ObjectStore;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Parts;
import io.cameleer.cluster.Progress;
import io.cameleer.cluster.Project;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.TestCluster;
import io.cameleer.cluster.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;

/** {@code mvn -Pdemo}: the whole story on this machine, from kubectl apply to a snapshot in a bucket and its audit rows. */
public final class Demo implements AutoCloseable {
    private static final String BUCKET = "tsdb-backups";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final TestCluster cluster;
    private final ObjectStore store;
    private final OperatorProcess operator;

    private Demo(Path work) throws Exception {
        parts.push(() -> Project.discard(work));
        cluster = open(TestCluster.start(TestCluster.Extent.DEMO)).withDefinitions();
        store = open(Progress.of("starting MinIO", () -> new ObjectStore(work)));
        var postgres = open(Progress.of("starting PostgreSQL", () -> new AuditPostgres(work.resolve("postgres"))));
        try (var s3 = store.client()) {
            s3.createBucket(request -> request.bucket(BUCKET));
        }
        var settings = new HashMap<>(postgres.settings(work.resolve("spool")));
        settings.putAll(store.settings());
        settings.put("CAMELEER_ROUTES_DIRECTORY", "routes");
        operator = open(Progress.of("starting the operator", () -> OperatorProcess.start(cluster, settings)));
    }

    /** Takes "stay" or anything else, which means to end when everything happened. */
    public static void main(String[] arguments) throws Exception {
        var stay = arguments.length == 0 || arguments[0].equals("stay");
        var demo = new Demo(Project.work("demo"));
        var stopped = new Thread(demo::close);
        Runtime.getRuntime().addShutdownHook(stopped);
        demo.play();
        if (stay) {
            demo.directions();
            new CountDownLatch(1).await();
        }
        System.exit(0);
    }

    private void play() {
        var prometheuses = new Prometheuses(cluster, "default");
        say("$ kubectl apply -f samples/prometheus/demo.yaml");
        print(cluster.kubectl("apply", "-f", "samples/prometheus/demo.yaml"));
        prometheuses.await("demo", "Active");
        say("$ kubectl get statefulset,service,pods,pvc; kubectl get prometheuscluster demo -o wide");
        print(cluster.kubectl(
                "get",
                "prometheuscluster,statefulset,service,pods,pvc",
                "-l",
                "app.kubernetes.io/instance=demo",
                "--show-kind"));
        print(cluster.kubectl("get", "prometheuscluster", "demo", "-o", "wide"));

        Waiting.until("Prometheus to have scraped itself", () -> cluster.client()
                .raw("/api/v1/namespaces/default/pods/demo-1:9090/proxy/api/v1/query?query=count(up)")
                .contains("\"value\""));
        say("$ curl -X POST -H \"Authorization: Bearer $TOKEN\" -H 'X-Operator: demo' " + operator.url()
                + "/api/clusters/demo/backup");
        print(operator.request("POST", "/api/clusters/demo/backup", null, "X-Operator", "demo")
                .body());
        var backup = prometheuses.awaitBackup("demo", "Succeeded").getStatus().backup();
        say("in the bucket " + BUCKET);
        try (var s3 = store.client()) {
            s3.listObjectsV2(request -> request.bucket(BUCKET))
                    .contents()
                    .forEach(object -> print("%,12d bytes  %s".formatted(object.size(), object.key())));
            var manifest = backup.key().replaceFirst("([^/]+)\\.tar$", ".$1.json");
            print(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(manifest))
                    .asString(StandardCharsets.UTF_8));
        }
        say("$ kubectl apply -f samples/prometheus/restore.yaml      # a second cluster, from that backup");
        print(cluster.kubectl("apply", "-f", "samples/prometheus/restore.yaml"));
        prometheuses.awaitRestore("copy", "Succeeded");
        Waiting.until(
                "the condition Restored",
                () -> prometheuses.condition("copy", "Restored").getStatus().equals("True"));
        print(prometheuses.condition("copy", "Restored").getMessage());
        say("$ kubectl get events");
        prometheuses.events("demo").forEach(Demo::print);
        prometheuses.events("copy").forEach(Demo::print);
        say("$ curl -H \"Authorization: Bearer $TOKEN\" " + operator.url() + "/api/clusters/demo/audit");
        var wanted = "\"operation\":\"backup\"";
        Waiting.until("the audit rows", () -> audit("demo").contains(wanted));
        print(audit("demo").replace("},{", "},\n{"));
        var restored = "\"operation\":\"restore\"";
        Waiting.until("the audit rows of copy", () -> audit("copy").contains(restored));
        say("everything happened as it should");
    }

    private String audit(String name) {
        return operator.request("GET", "/api/clusters/" + name + "/audit", null).body();
    }

    private void directions() {
        say("It stays up until Ctrl-C. In another terminal:");
        print("export KUBECONFIG=" + cluster.kubeconfig());
        print("kubectl get prometheuscluster -w");
        print("kubectl port-forward demo-0 9090          then http://localhost:9090; copy-0 has the restored samples");
        print("bin/tsdb-ctl status                       and bin/tsdb-ctl --help");
        print("TOKEN=$(kubectl create token administrator)");
        print("curl -H \"Authorization: Bearer $TOKEN\" " + operator.url() + "/api/clusters/demo");
        print("curl " + operator.managementUrl() + "/q/health   and   " + operator.managementUrl() + "/q/metrics");
        print("Edit a file under routes/ and watch the operator's log: "
                + Project.directory().resolve("target/operator-logs"));
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    private static void say(String line) {
        System.out.println();
        System.out.println("[demo] " + line);
    }

    private static void print(String text) {
        text.strip().lines().forEach(line -> System.out.println("       " + line));
    }

    @Override
    public void close() {
        Parts.closeAll(parts);
    }
}
