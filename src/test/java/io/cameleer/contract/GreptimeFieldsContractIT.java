package io.cameleer.contract;

import io.cameleer.cluster.Greptimes;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the spec tables in section 3 of the document, in the object that it is for. All clusters exist at once. */
class GreptimeFieldsContractIT {
    private static final List<String> ROWS = List.of(
            // 3.1 top level
            "{}                            | deployment/OWN-frontend | \"serviceAccountName\":\"greptime\"",
            "{serviceAccount: other}       | statefulset/OWN-etcd    | \"serviceAccountName\":\"other\"",
            "{autoCreateRBAC: true}        | serviceaccount/greptime | \"app.kubernetes.io/managed-by\":\"cameleer\"",
            "{tolerations: [{key: a, operator: Exists}]} | deployment/OWN-meta | \"tolerations\":[{\"key\":\"a\",\"operator\":\"Exists\"}]",
            "{nodeSelector: {kubernetes.io/os: linux}} | statefulset/OWN-etcd | \"nodeSelector\":{\"kubernetes.io/os\":\"linux\"}",
            "{affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone}}]}}} | statefulset/OWN-datanode | \"topologyKey\":\"zone\"",
            "{imagePullSecrets: [registry]} | deployment/OWN-frontend | \"imagePullSecrets\":[{\"name\":\"registry\"}]",
            "{podAnnotations: {a: b}}      | statefulset/OWN-datanode | \"a\":\"b\"",
            "{cloud: azure, storage: {endpoint: 'https://a.blob.core.windows.net', backend: azure}} | statefulset/OWN-datanode | \"azure.workload.identity/use\":\"true\"",
            "{volumeDeletionPolicy: Delete} | statefulset/OWN-datanode | \"whenDeleted\":\"Delete\"",
            "{}                            | statefulset/OWN-datanode | \"whenDeleted\":\"Retain\"",
            // 3.2 storage
            "{}                            | configmap/OWN-datanode  | storage.type = 'S3'",
            "{}                            | configmap/OWN-datanode  | storage.region = 'us-east-1'",
            "{storage: {prefix: a/b/}}     | configmap/OWN-datanode  | storage.root = 'a/b/'",
            "{storage: {endpoint: 'https://store', accessKeyId: k, secretAccessKey: s}} | configmap/OWN-datanode | storage.endpoint = 'https://store'",
            "{storage: {accessKeyId: k, secretAccessKey: s}} | statefulset/OWN-datanode | \"secretKeyRef\":{\"key\":\"accessKeyId\",\"name\":\"OWN-storage\"}",
            "{storage: {accessKeyId: k, secretAccessKey: s}} | secret/OWN-storage | \"app.kubernetes.io/instance\":\"OWN\"",
            "{storage: {secretRef: credentials}} | statefulset/OWN-datanode | \"name\":\"AWS_SECRET_ACCESS_KEY\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"secretAccessKey\",\"name\":\"credentials\"}}",
            "{storage: {backend: gcs}}     | configmap/OWN-datanode  | storage.type = 'Gcs'",
            "{storage: {backend: gcs, secretRef: google}} | statefulset/OWN-datanode | \"secretName\":\"google\"",
            "{storage: {backend: azure, secretRef: azure}} | configmap/OWN-datanode | storage.type = 'Azblob'",
            "{storage: {backend: azure, secretRef: azure}} | statefulset/OWN-datanode | \"value\":\"https://$(GREPTIMEDB_DATANODE__STORAGE__ACCOUNT_NAME).blob.core.windows.net\"",
            // 3.3 frontend
            "{frontend: {replicas: null}}  | deployment/OWN-frontend | \"replicas\":2",
            "{frontend: {replicas: 3}}     | deployment/OWN-frontend | \"replicas\":3",
            "{frontend: {imageTag: v0.17.1}} | deployment/OWN-frontend | \"image\":\"greptime/greptimedb:v0.17.1\"",
            "{}                            | deployment/OWN-frontend | \"--http-addr\",\"0.0.0.0:4000\",\"--mysql-addr\",\"0.0.0.0:4002\",\"--postgres-addr\",\"0.0.0.0:4003\"",
            "{frontend: {ports: {http: 5000, grpc: 5001, mysql: 5002, postgresql: 5003}}} | deployment/OWN-frontend | \"0.0.0.0:5001\",\"--rpc-server-addr\",\"$(POD_IP):5001\"",
            "{}                            | service/OWN-frontend    | {\"name\":\"prometheus\",\"port\":4004,\"protocol\":\"TCP\",\"targetPort\":\"http\"}",
            "{frontend: {ports: {prometheus: 9004}}} | service/OWN-frontend | {\"name\":\"prometheus\",\"port\":9004,\"protocol\":\"TCP\",\"targetPort\":\"http\"}",
            "{}                            | service/OWN-frontend    | \"type\":\"ClusterIP\"",
            "{frontend: {service: {type: NodePort, annotations: {a: b}}}} | service/OWN-frontend | \"type\":\"NodePort\"",
            "{frontend: {resources: {cpu: '2', memory: 4Gi, cpuRequest: 500m, memoryRequest: 2Gi}}} | deployment/OWN-frontend | \"resources\":{\"limits\":{\"cpu\":\"2\",\"memory\":\"4Gi\"},\"requests\":{\"cpu\":\"500m\",\"memory\":\"2Gi\"}}",
            // 3.4 datanode
            "{datanode: {replicas: null}}  | statefulset/OWN-datanode | \"replicas\":3",
            "{datanode: {imageTag: v0.17.2}} | statefulset/OWN-datanode | \"image\":\"greptime/greptimedb:v0.17.2\"",
            "{datanode: {resources: {cpu: 500m, memory: 1Gi}}} | statefulset/OWN-datanode | \"resources\":{\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}}",
            "{}                            | statefulset/OWN-datanode | \"requests\":{\"storage\":\"50Gi\"}",
            "{}                            | configmap/OWN-datanode   | storage.cache_capacity = '20480MiB'",
            "{image: {tag: v1.0.0}}        | configmap/OWN-datanode   | write_cache_size = '30720MiB'",
            "{datanode: {localCache: {size: 7Gi, storageClass: fixed-size}}} | statefulset/OWN-datanode | \"requests\":{\"storage\":\"7Gi\"}},\"storageClassName\":\"fixed-size\"",
            "{}                            | statefulset/OWN-datanode | \"storageClassName\":\"local\"",
            "{datanode: {ports: {grpc: 6001, http: 6000}}} | statefulset/OWN-datanode | --rpc-server-addr=$(POD_NAME).OWN-datanode.NAMESPACE:6001\",\"--http-addr\",\"0.0.0.0:6000\"",
            "{}                            | statefulset/OWN-datanode | \"--node-id=$(POD_INDEX)\",\"--metasrv-addrs\",\"OWN-meta.NAMESPACE:3002\"",
            // 3.5 meta
            "{meta: {replicas: 3}}         | deployment/OWN-meta     | \"replicas\":3",
            "{meta: {imageTag: v0.17.3}}   | deployment/OWN-meta     | \"image\":\"greptime/greptimedb:v0.17.3\"",
            "{meta: {resources: {cpu: 250m}}} | deployment/OWN-meta  | \"limits\":{\"cpu\":\"250m\"}",
            "{meta: {ports: {grpc: 7002, http: 7000}}} | service/OWN-meta | \"port\":7002",
            "{}                            | configmap/OWN-meta      | store_addrs = ['OWN-etcd-0.OWN-etcd.NAMESPACE.svc:2379']",
            // 3.6 etcd
            "{etcd: {replicas: 3}}         | statefulset/OWN-etcd    | \"replicas\":3",
            "{etcd: {replicas: 3}}         | configmap/OWN-etcd      | OWN-etcd-2=http://OWN-etcd-2.OWN-etcd.NAMESPACE.svc:2380",
            "{}                            | statefulset/OWN-etcd    | \"image\":\"quay.io/coreos/etcd:v3.5.9\"",
            "{etcd: {image: 'etcd:1'}}     | statefulset/OWN-etcd    | \"image\":\"etcd:1\"",
            "{etcd: {resources: {memory: 512Mi}}} | statefulset/OWN-etcd | \"limits\":{\"memory\":\"512Mi\"}",
            "{}                            | statefulset/OWN-etcd    | \"requests\":{\"storage\":\"10Gi\"}",
            "{etcd: {storage: {size: 2Gi, storageClass: fixed-size}}} | statefulset/OWN-etcd | --quota-backend-bytes=1717986918",
            "{etcd: {ports: {client: 3379, peer: 3380}}} | statefulset/OWN-etcd | --listen-client-urls=http://0.0.0.0:3379",
            // 3.7 grafana
            "{}                            | deployment/OWN-grafana  | \"image\":\"grafana/grafana:latest\"",
            "{grafana: {replicas: 2}}      | service/OWN-grafana     | \"sessionAffinity\":\"ClientIP\"",
            "{grafana: {image: 'grafana:1'}} | deployment/OWN-grafana | \"image\":\"grafana:1\"",
            "{grafana: {resources: {cpu: 100m}}} | deployment/OWN-grafana | \"limits\":{\"cpu\":\"100m\"}",
            "{}                            | secret/OWN-grafana      | \"adminPassword\":\"Z3JlcHRpbWU=\"",
            "{grafana: {adminPassword: better}} | secret/OWN-grafana | \"adminPassword\":\"YmV0dGVy\"",
            "{grafana: {adminPasswordSecretRef: admin}} | deployment/OWN-grafana | \"secretKeyRef\":{\"key\":\"adminPassword\",\"name\":\"admin\"}",
            "{grafana: {service: {type: LoadBalancer}}} | service/OWN-grafana | \"type\":\"LoadBalancer\"",
            "{grafana: {dashboardConfigMaps: [mine]}} | deployment/OWN-grafana | \"mountPath\":\"/var/lib/grafana-dashboards/mine\"",
            "{}                            | configmap/OWN-grafana-datasource | http://OWN-frontend.NAMESPACE.svc:4000/v1/prometheus",
            "{}                            | configmap/OWN-grafana-datasource | OWN-frontend.NAMESPACE.svc:4002",
            // 3.8 image
            "{}                            | deployment/OWN-meta     | \"image\":\"greptime/greptimedb:v0.17.0\",\"imagePullPolicy\":\"IfNotPresent\"",
            "{image: {repository: my/greptimedb, tag: v0.17.9, pullPolicy: Always}} | deployment/OWN-meta | \"image\":\"my/greptimedb:v0.17.9\",\"imagePullPolicy\":\"Always\"");

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Greptimes greptimes;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        greptimes = new Greptimes(cluster, SharedCluster.namespace(cluster, "greptime-fields", false));
        GreptimeFields.secret(cluster, greptimes.namespace(), "credentials", "accessKeyId=a", "secretAccessKey=b");
        GreptimeFields.secret(cluster, greptimes.namespace(), "google", "credentials.json={}");
        GreptimeFields.secret(cluster, greptimes.namespace(), "azure", "storageAccountName=a", "storageAccountKey=b");
        GreptimeFields.secret(cluster, greptimes.namespace(), "admin", "adminPassword=a");
        rows().forEach(row -> greptimes.apply(
                (String) row.get()[0], GreptimeFields.changed((String) row.get()[1], (String) row.get()[0])));
        operator = OperatorProcess.start(cluster, Map.of());
    }

    @AfterAll
    static void stop() {
        cluster.kubectl("delete", "gdb", "--all", "--namespace", greptimes.namespace(), "--timeout=120s");
        operator.close();
    }

    static Stream<Arguments> rows() {
        return IntStream.range(0, ROWS.size()).mapToObj(i -> {
            var parts = ROWS.get(i).split("\\|", 3);
            return Arguments.of("f" + i, parts[0].strip(), parts[1].strip(), parts[2].strip());
        });
    }

    @ParameterizedTest(name = "{1} in {2}")
    @MethodSource("rows")
    void aFieldIsFoundInItsObject(String name, String spec, String object, String text) {
        GreptimeFields.expect(cluster, greptimes, name, object, text);
    }
}
