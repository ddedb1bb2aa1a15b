package io.cameleer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cameleer.admission.AdmissionRequest;
import io.cameleer.cluster.CustomClusters;
import io.cameleer.cluster.Waiting;
import io.cameleer.greenplum.GreenplumAdmission;
import io.cameleer.greenplum.GreenplumRules;
import io.cameleer.greenplum.objects.ExpansionJob;
import io.cameleer.greenplum.pxf.GreenplumPXFService;
import io.cameleer.greenplum.pxf.PxfStatus;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** GreenplumClusters in real pods: the stand-in for Greenplum is real PostgreSQL with real replication. */
@BesideOthers(first = true)
@Order(1)
@ResourceLock(GreenplumStage.MACHINE)
class GreenplumEndToEndIT {
    private static final Duration LATE = Duration.ofSeconds(300);

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void rowsSurvivePodsMasterSegmentsExpansionAndANewBeginning() {
        var stage = new GreenplumStage("greenplum");
        var greenplums = stage.greenplums();
        greenplums.apply("gp", GreenplumStage.spec(4, true, ""));
        var whole = greenplums.awaitWhole("gp", 8, LATE);
        assertThat(whole.activeMaster()).isEqualTo("master-0");
        assertThat(whole.standby()).isEqualTo("InSync");
        assertThat(whole.mirrors()).isEqualTo("InSync");
        assertThat(whole.instanceImage()).isEqualTo(GreenplumStage.IMAGE);
        stage.sql("select gp_create('events', 'id int, word text', 'id')");

        int written;
        try (var load = stage.new Load("events")) {
            load.awaitMore();
            stage.deletePod("segment-b-1");
            greenplums.awaitEvent("gp", "SegmentsRecovered");
            greenplums.awaitWhole("gp", 8, LATE);
            load.awaitMore();

            stage.deletePod("segment-a-2");
            greenplums.await(
                    "gp",
                    "to have lost a segment",
                    LATE,
                    status -> status.segmentsDown() != null && status.segmentsDown() > 0);
            greenplums.awaitWhole("gp", 8, LATE);
            assertThat(stage.sql("select hostname from gp_segment_configuration where content = 2 and role = 'p'"))
                    .isEqualTo("segment-b-2");
            load.awaitMore();

            // A master that cannot start any more.
            stage.command("master-0", "echo 'nonsense nonsense' >> /greenplum/data-1/postgresql.conf");
            stage.deletePod("master-0");
            greenplums.await("gp", "to have another master", LATE, status -> "master-1".equals(status.activeMaster()));
            greenplums.awaitEvent("gp", "Standby master-1 becomes the master: master-0 does not answer.");
            load.awaitMore();
            var over = greenplums.awaitWhole("gp", 8, LATE);
            assertThat(over.standby()).isEqualTo("InSync");

            greenplums.patch("gp", "{\"spec\": {\"segments\": {\"primarySegmentCount\": 6}}}");
            greenplums.awaitWhole("gp", 12, LATE);
            load.awaitMore();
            written = load.accepted();
        }
        assertThat(count(stage)).isGreaterThanOrEqualTo(written);
        assertThat(stage.sql("select count(distinct content) from gp_segment_configuration where content >= 0"))
                .isEqualTo("6");
        greenplums.patch("gp", "{\"spec\": {\"segments\": {\"primarySegmentCount\": 7}}}");
        greenplums.awaitCondition("gp", "Degraded", "True", "previous expansion schema exists", LATE);
        stage.command("master-1", "gpexpand -d && gpexpand -c");
        greenplums.awaitWhole("gp", 14, LATE);
        var rows = stage.sql("select count(*), sum(hashtext(id || word)) from events");

        var claims = stage.cluster().client().persistentVolumeClaims().inNamespace(greenplums.namespace());
        var before = claims.list().getItems().size();
        greenplums.delete("gp");
        stage.awaitNoPods();
        assertThat(claims.list().getItems()).hasSize(before);
        greenplums.apply("gp", GreenplumStage.spec(7, true, ""));
        greenplums.awaitWhole("gp", 14, LATE);
        assertThat(stage.sql("select count(*), sum(hashtext(id || word)) from events"))
                .isEqualTo(rows);
        greenplums.delete("gp");
        stage.awaitNoPods();
    }

    private static int count(GreenplumStage stage) {
        return Integer.parseInt(stage.sql("select count(*) from events"));
    }

    @Test
    @ResourceLock(value = Stage.OPERATOR, mode = ResourceAccessMode.READ)
    void moreMemoryComesPodByPodMirrorsFirstAndThePxfServiceRuns() {
        var stage = new GreenplumStage("greenplum-roll");
        var greenplums = stage.greenplums();
        stage.cluster()
                .secret(greenplums.namespace(), "pxf-keys", Map.of("access_key_id", "a", "secret_access_key", "b"));
        var services = new Services(stage);
        services.apply(
                "pxf",
                "{replicas: 1, pxfConf: {s3Source: {secret: pxf-keys, endpoint: 'store:9000', bucket: conf, protocol: http}}}");
        greenplums.apply("gp", GreenplumStage.spec(1, true, ", pxf: {serviceName: pxf}, updateStrategy: Rolling"));
        greenplums.awaitWhole("gp", 2, LATE);
        services.await("pxf", "Running", LATE);

        var seen = new HashMap<>(stage.pods());
        var order = new ArrayList<String>();
        greenplums.patch(
                "gp",
                "{\"spec\": {\"masterAndStandby\": {\"memory\": \"900Mi\"}, \"segments\": {\"memory\": \"900Mi\"}}}");
        Waiting.until("all pods to be made anew", LATE, () -> {
            stage.pods().forEach((pod, uid) -> {
                if (!uid.equals(seen.put(pod, uid))) {
                    order.add(pod);
                }
            });
            return order.size() >= 4;
        });
        assertThat(order).containsExactly("segment-b-0", "segment-a-0", "master-1", "master-0");
        greenplums.awaitWhole("gp", 2, LATE);
        services.delete("pxf");
        nothingGrowsBesideAJobOrAfterOneThatFailed(stage);
        greenplums.delete("gp");
        stage.awaitNoPods();
    }

    /** Both ways: as the webhook refuses it, and as the status tells it to one who has none. */
    private static void nothingGrowsBesideAJobOrAfterOneThatFailed(GreenplumStage stage) {
        var greenplums = stage.greenplums();
        var job = new JobBuilder(ExpansionJob.of(greenplums.get("gp"), "master-0", 9, GreenplumStage.IMAGE))
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withCommand("sleep", "600")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        var jobs = stage.cluster().client().batch().v1().jobs().inNamespace(greenplums.namespace());
        jobs.resource(job).create();
        var running = "cannot expand cluster because a gpexpand job is currently running";
        assertThat(refusals(stage)).singleElement().asString().contains("spec.segments.primarySegmentCount", running);
        greenplums.patch("gp", "{\"spec\": {\"segments\": {\"primarySegmentCount\": 2}}}");
        greenplums.awaitCondition("gp", "Degraded", "True", running, LATE);

        jobs.resource(job).edit(found -> new JobBuilder(found)
                .editSpec()
                .withActiveDeadlineSeconds(1L)
                .endSpec()
                .build());
        var failed = "cannot expand cluster because previous gpexpand job failed";
        greenplums.awaitCondition("gp", "Degraded", "True", failed, LATE);
        assertThat(refusals(stage)).singleElement().asString().contains("spec.segments.primarySegmentCount", failed);

        jobs.resource(job).delete();
        greenplums.awaitWhole("gp", 4, LATE);
        assertThat(refusals(stage)).singleElement().asString().contains("previous expansion schema exists");
    }

    /** What the webhook says to one more segment than there are. */
    private static List<Violation> refusals(GreenplumStage stage) {
        var client = stage.cluster().client();
        var json = client.getKubernetesSerialization();
        var before = stage.greenplums().get("gp");
        var after = json.convertValue(before, ObjectNode.class);
        ((ObjectNode) after.at("/spec/segments"))
                .put("primarySegmentCount", before.getSpec().primaries() + 1);
        return new GreenplumAdmission(client, new GreenplumRules(client), new Secrets(client))
                .judge(new AdmissionRequest(
                        "1", "GreenplumCluster", after, json.convertValue(before, JsonNode.class), true))
                .violations();
    }

    /** GreenplumPXFServices of the namespace. */
    private static final class Services extends CustomClusters<GreenplumPXFService, PxfStatus> {
        private Services(GreenplumStage stage) {
            super(stage.cluster(), GreenplumPXFService.class, stage.greenplums().namespace());
        }

        @Override
        protected String phase(GreenplumPXFService service) {
            return service.getStatus() == null ? null : service.getStatus().phase();
        }

        @Override
        protected List<Condition> conditions(GreenplumPXFService service) {
            return service.getStatus() == null ? List.of() : service.getStatus().conditions();
        }
    }
}
