package io.cameleer.greenplum;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.backup.BackupException;
import io.cameleer.greenplum.database.DatabaseShell;
import io.cameleer.greenplum.objects.ExpansionJob;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.greenplum.pxf.GreenplumPXFService;
import io.cameleer.greenplum.pxf.PxfRules;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands against storing an object of Greenplum's kinds, as far as the schema cannot tell. */
public final class GreenplumAdmission {
    private static final String COUNT = "spec.segments.primarySegmentCount";
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final KubernetesClient client;
    private final GreenplumRules rules;
    private final Secrets secrets;

    /** Looks at other objects with a client. */
    public GreenplumAdmission(KubernetesClient client, GreenplumRules rules, Secrets secrets) {
        this.client = client;
        this.rules = rules;
        this.secrets = secrets;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        if (request.isIdle()) {
            return Verdict.ALLOWED;
        }
        return request.kind().equals("GreenplumPXFService") ? service(request) : cluster(request);
    }

    private Verdict service(AdmissionRequest request) {
        var service = request.object(client.getKubernetesSerialization(), GreenplumPXFService.class);
        return new Verdict(
                PxfRules.violations(service.getSpec()),
                request.trusted()
                        ? secrets.missing(request.namespace(), PxfRules.secrets(service)).stream()
                                .map(Violation::toString)
                                .toList()
                        : List.of());
    }

    private Verdict cluster(AdmissionRequest request) {
        var json = client.getKubernetesSerialization();
        var cluster = request.object(json, GreenplumCluster.class);
        if (cluster.getSpec() == null) {
            return Verdict.ALLOWED;
        }
        var found = new ArrayList<>(GreenplumRules.of(cluster.getSpec()));
        var before = request.before(json, GreenplumCluster.class);
        found.addAll(
                before.isEmpty()
                        ? rules.ofNew(cluster, request.namespace())
                        : expansion(before.get(), cluster, request.namespace()));
        return new Verdict(List.copyOf(found), List.of());
    }

    private List<Violation> expansion(GreenplumCluster before, GreenplumCluster cluster, String namespace) {
        if (cluster.getSpec().primaries() <= before.getSpec().primaries()) {
            return List.of();
        }
        return refusal(before, namespace).stream().toList();
    }

    private Optional<Violation> refusal(GreenplumCluster before, String namespace) {
        var status = Optional.ofNullable(before.getStatus());
        if (status.filter(found -> "Running".equals(found.phase())).isEmpty()) {
            return Optional.of(new Violation(
                    COUNT, "updates only supported when cluster is Running", "wait until its status says so"));
        }
        try {
            var schemas = new DatabaseShell(client, namespace)
                    .run(
                            status.map(GreenplumStatus::activeMaster).orElse(GreenplumCluster.FIRST_MASTER),
                            LIMIT,
                            "psql -U gpadmin -d postgres -AtXc \"select count(*) from information_schema.schemata where schema_name = 'gpexpand'\"");
            if (!schemas.strip().equals("0")) {
                return Optional.of(new Violation(
                        COUNT,
                        "previous expansion schema exists. you must redistribute data and clean up expansion schema prior to performing another expansion",
                        "run gpexpand -d and gpexpand -c in the master's pod"));
            }
        } catch (BackupException e) {
            return Optional.of(new Violation(
                    COUNT,
                    "failed to contact an active gpdb master",
                    "look at the Ready condition and try again when the database answers"));
        }
        return job(before, namespace);
    }

    private Optional<Violation> job(GreenplumCluster before, String namespace) {
        var name = Names.expansion(before);
        var job =
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(job).map(ExpansionJob::state).flatMap(state -> switch (state) {
            case SUCCEEDED -> Optional.empty();
            case FAILED ->
                Optional.of(new Violation(
                        COUNT,
                        "cannot expand cluster because previous gpexpand job failed",
                        "read its log, mend what it names and delete Job " + name));
            case RUNNING ->
                Optional.of(new Violation(
                        COUNT,
                        "cannot expand cluster because a gpexpand job is currently running",
                        "wait for the end of Job " + name));
        });
    }
}
