package io.cameleer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameleer.cluster.OperatorProcess;
import io.cameleer.cluster.Prometheuses;
import io.cameleer.cluster.SharedCluster;
import io.cameleer.cluster.TestCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody does over HTTP what they may not do with kubectl. */
class AccessContractIT {
    private static final String BODY = "{\"name\":\"smuggled\",\"spec\":{}}";

    /** What the API's document describes, and so has one answer to those without rights. */
    private static final Pattern DESCRIBED = Pattern.compile("(GET|POST) /api/clusters"
            + "|(GET|DELETE) /api/clusters/\\w+"
            + "|POST /api/clusters/\\w+/backup"
            + "|GET /api/clusters/\\w+/audit"
            + "|GET /api/clustersets(/\\w+)?"
            + "|GET /api/openapi.json");

    private static TestCluster cluster;
    private static OperatorProcess operator;
    private static Prometheuses prometheuses;
    private static String namespace;
    private static String stranger;
    private static String reader;

    @BeforeAll
    static void start() {
        cluster = SharedCluster.get(TestCluster.Extent.FAKE_NODES);
        namespace = SharedCluster.namespace(cluster, "access", false);
        prometheuses = new Prometheuses(cluster, namespace);
        operator = OperatorProcess.start(cluster, Map.of("CAMELEER_API_NAMESPACE", namespace));
        prometheuses.apply("guarded", "{backup: {enabled: true, bucket: none}}");
        for (var account : List.of("stranger", "reader")) {
            cluster.kubectl("create", "serviceaccount", "--namespace", namespace, account);
        }
        cluster.kubectl(
                "create",
                "role",
                "reader",
                "--namespace",
                namespace,
                "--verb=get,list",
                "--resource=prometheusclusters");
        cluster.kubectl(
                "create",
                "rolebinding",
                "reader",
                "--namespace",
                namespace,
                "--role=reader",
                "--serviceaccount=" + namespace + ":reader");
        stranger = cluster.token(namespace, "stranger");
        reader = cluster.token(namespace, "reader");
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    /** Every path of the API with every verb, for a thing that exists and one that does not. */
    static Stream<Arguments> pathsAndVerbs() {
        var paths = List.of(
                "/api/clusters",
                "/api/clusters?namespace=*",
                "/api/clusters?namespace=Not_A_Name",
                "/api/clusters/guarded",
                "/api/clusters/nothing",
                "/api/clusters/guarded/backup",
                "/api/clusters/nothing/backup",
                "/api/clusters/guarded/audit",
                "/api/clusters/nothing/audit?limit=many",
                "/api/clustersets",
                "/api/clustersets/nothing",
                "/api/openapi.json",
                "/api",
                "/api/",
                "/api/nothing");
        return paths.stream().flatMap(path -> Stream.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
                .map(verb -> Arguments.of(verb, path)));
    }

    @ParameterizedTest
    @MethodSource("pathsAndVerbs")
    void fault7WithoutRightsNothingIsChangedNorRevealed(String verb, String path) {
        var before = prometheuses.get("guarded");
        var callers = new ArrayList<List<String>>();
        callers.add(List.of());
        callers.add(List.of("Authorization", "Bearer not-a-token"));
        callers.add(List.of("Authorization", "Basic YTpi"));
        callers.add(List.of("X-Operator", "administrator"));
        if (!path.contains("openapi")) {
            callers.add(List.of("Authorization", "Bearer " + stranger));
        }
        for (var headers : callers) {
            var answer = operator.requestAsIs(verb, path, BODY, headers.toArray(String[]::new));
            var known = headers.toString().contains(stranger);
            var refusal = known ? path.contains("Not_A_Name") ? 400 : 403 : 401;
            assertThat(answer.statusCode())
                    .as("%s %s %s: %s", verb, path, headers, answer.body())
                    .isIn(isDescribed(verb, path) ? List.of(refusal) : List.of(refusal, 404, 405));
            assertThat(answer.body()).doesNotContain("\"spec\"", "guarded/", "There is no PrometheusCluster");
        }
        var guarded = prometheuses.get("guarded");
        assertThat(guarded.getSpec()).isEqualTo(before.getSpec());
        assertThat(guarded.getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
        assertThat(guarded.getMetadata().getDeletionTimestamp()).isNull();
        assertThat(guarded.getMetadata().getAnnotations()).doesNotContainKey("cameleer.io/backup-requested");
        assertThat(prometheuses.get("smuggled")).isNull();
    }

    private static boolean isDescribed(String verb, String path) {
        return DESCRIBED.matcher(verb + " " + path.replaceFirst("\\?.*", "")).matches();
    }

    /** The same status whether or not the thing exists: a name cannot be guessed. */
    @ParameterizedTest
    @MethodSource("routesOfThings")
    void aRefusalDoesNotTellWhetherAThingExists(String verb, String path) {
        for (var token : List.of("", stranger)) {
            var there = operator.requestAsIs(
                    verb, path.replace("NAME", "guarded"), null, "Authorization", "Bearer " + token);
            var notThere = operator.requestAsIs(
                    verb, path.replace("NAME", "nothing"), null, "Authorization", "Bearer " + token);
            assertThat(there.statusCode()).isEqualTo(notThere.statusCode()).isIn(401, 403);
            assertThat(there.body()).isEqualTo(notThere.body());
        }
    }

    static Stream<Arguments> routesOfThings() {
        return Stream.of(
                Arguments.of("GET", "/api/clusters/NAME"),
                Arguments.of("DELETE", "/api/clusters/NAME"),
                Arguments.of("POST", "/api/clusters/NAME/backup"),
                Arguments.of("GET", "/api/clusters/NAME/audit"),
                Arguments.of("GET", "/api/clustersets/NAME"));
    }

    @Test
    void aReaderReadsAndNoMore() {
        assertThat(as(reader, "GET", "/api/clusters/guarded")).isEqualTo(200);
        assertThat(as(reader, "GET", "/api/clusters")).isEqualTo(200);
        assertThat(as(reader, "GET", "/api/openapi.json")).isEqualTo(200);
        assertThat(as(reader, "GET", "/api/clusters?namespace=*")).isEqualTo(403);
        assertThat(as(reader, "GET", "/api/clusters?namespace=default")).isEqualTo(403);
        assertThat(as(reader, "DELETE", "/api/clusters/guarded")).isEqualTo(403);
        assertThat(as(reader, "POST", "/api/clusters/guarded/backup")).isEqualTo(403);
        assertThat(as(reader, "POST", "/api/clusters")).isEqualTo(403);
        assertThat(as(reader, "GET", "/api/clustersets")).isEqualTo(403);
        assertThat(as(reader, "GET", "/api/clusters/guarded/audit")).isEqualTo(503);
    }

    @Test
    void aRefusalSaysWhatRightIsMissing() throws IOException {
        var answer = operator.requestAsIs("GET", "/api/clusters/guarded", null, "Authorization", "Bearer " + stranger);
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .isEqualTo("system:serviceaccount:" + namespace
                        + ":stranger may not get prometheusclusters.observability.merlionos.org in namespace "
                        + namespace
                        + "; a Role or ClusterRole and its binding would allow it.");
        assertThat(operator.requestAsIs("GET", "/api/clusters", null).headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(operator.log()).doesNotContain(stranger).doesNotContain(reader);
    }

    @Test
    void listsComeInPagesAndByLabels() throws IOException {
        for (var i = 0; i < 7; i++) {
            var created = operator.request(
                    "POST",
                    "/api/clusters",
                    "{\"name\":\"page-%d\",\"labels\":{\"row\":\"%s\"},\"spec\":{}}"
                            .formatted(i, i % 2 == 0 ? "even" : "odd"));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        }
        var names = new ArrayList<String>();
        var pages = 0;
        var next = "";
        do {
            var page = new ObjectMapper()
                    .readTree(operator.request("GET", "/api/clusters?limit=3&continue=" + next, null)
                            .body());
            assertThat(page.path("items").size()).isLessThanOrEqualTo(3);
            page.path("items").forEach(item -> names.add(item.path("name").asText()));
            next = page.path("continue").asText();
            pages++;
        } while (!next.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("page-0", "page-6", "guarded")
                .hasSize(8);
        var odd = new ObjectMapper()
                .readTree(operator.request("GET", "/api/clusters?labelSelector=row%3Dodd", null)
                        .body());
        assertThat(odd.path("items").size()).isEqualTo(3);
        assertThat(new ObjectMapper()
                        .readTree(operator.request("GET", "/api/clusters?namespace=*&labelSelector=row", null)
                                .body())
                        .path("items")
                        .size())
                .isEqualTo(7);
    }

    @Test
    void theDocumentDescribesEveryPath() throws IOException {
        var document = new ObjectMapper()
                .readTree(operator.request("GET", "/api/openapi.json", null).body());
        assertThat(document.path("openapi").asText()).startsWith("3.");
        var paths = new ArrayList<String>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        assertThat(paths)
                .containsExactlyInAnyOrder(
                        "/api/clusters",
                        "/api/clusters/{name}",
                        "/api/clusters/{name}/audit",
                        "/api/clusters/{name}/backup",
                        "/api/clustersets",
                        "/api/clustersets/{name}",
                        "/api/openapi.json");
        assertThat(document.at("/components/securitySchemes/kubernetes/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.at("/paths/~1api~1clusters/get/parameters").size()).isEqualTo(4);
    }

    private static int as(String token, String verb, String path) {
        return operator.requestAsIs(verb, path, "POST".equals(verb) ? BODY : null, "Authorization", "Bearer " + token)
                .statusCode();
    }
}
