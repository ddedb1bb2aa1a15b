package io.cameleer.greenplum.database;

import io.cameleer.backup.BackupException;
import io.cameleer.greenplum.GreenplumCluster;
import io.cameleer.greenplum.objects.ExpansionJob;
import io.cameleer.greenplum.objects.Names;
import io.cameleer.reconcile.Plan;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.StatusWriter;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does to a database what {@link DatabaseRules} say is next, one step a reconciliation. */
public final class Greenplum {
    private static final Logger LOG = LoggerFactory.getLogger(Greenplum.class);
    private static final Duration SHORT = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final Sight sight;
    private final StatusWriter status;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Duration patience;

    /**
     * Works through a client.
     *
     * @param leads whether this process may write; asked right before each step
     * @param patience how long a master may be silent before its standby takes its place
     */
    public Greenplum(
            KubernetesClient client, StatusWriter status, BooleanSupplier leads, Clock clock, Duration patience) {
        this.client = client;
        this.sight = new Sight(client);
        this.status = status;
        this.leads = leads;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * A step and its words for the audit log.
     *
     * @param plan the words
     * @param action the step
     * @param image the image of the cluster's pods
     */
    public record Step(Plan plan, Action action, String image) {
        private GreenplumCluster cluster() {
            return (GreenplumCluster) plan.primary();
        }
    }

    /** What is next for a database. */
    public Situation look(Reconciliation<GreenplumCluster> reconciliation) {
        return DatabaseRules.next(reconciliation.primary(), sight.view(reconciliation), clock.instant(), patience);
    }

    /** The step of a look, for the route: none or one. */
    public List<Step> steps(Situation situation, String image, Reconciliation<GreenplumCluster> reconciliation) {
        return situation.action().stream()
                .map(action -> new Step(
                        Plan.step(reconciliation.primary(), action.operation(), action.reason(), action.text()),
                        action,
                        image))
                .toList();
    }

    /**
     * Does a step, or begins it when it takes long.
     *
     * @return whether that went well; what did not is told by the next look
     */
    public boolean carryOut(Step step) {
        if (!leads.getAsBoolean()) {
            return false;
        }
        Optional<String> failure;
        try {
            failure = done(step);
        } catch (BackupException e) {
            failure = Optional.of(e.getMessage());
        }
        failure.ifPresent(words -> LOG.warn(
                "{}/{}: {} This failed: {}",
                step.cluster().getMetadata().getNamespace(),
                step.cluster().getMetadata().getName(),
                step.action().text(),
                words));
        return failure.isEmpty();
    }

    private Optional<String> done(Step step) {
        var cluster = step.cluster();
        return switch (step.action()) {
            case Action.Start start -> tool(step, "gpstart -a");
            case Action.Restart restart -> tool(step, "gpstop -a -M immediate; gpstart -a");
            case Action.FailOver over -> failedOver(step, over);
            case Action.Fence fence -> tool(step, "pg_ctl -D \"$MASTER_DATA_DIRECTORY\" -m immediate stop");
            case Action.InitStandby init -> {
                shell(cluster).run(init.standby(), SHORT, """
                                pg_ctl -D "$MASTER_DATA_DIRECTORY" -m immediate stop >/dev/null 2>&1
                                rm -rf "$MASTER_DATA_DIRECTORY"
                                """);
                yield tool(step, "gpinitstandby -a -s " + init.standby());
            }
            case Action.StartStandby start -> tool(step, "gpinitstandby -a -n");
            case Action.Recover recover -> tool(step, "gprecoverseg -a || gprecoverseg -a -F");
            case Action.Expand expand -> {
                expand(cluster, expand, step.image());
                yield Optional.empty();
            }
            case Action.Roll roll -> {
                client.pods()
                        .inNamespace(cluster.getMetadata().getNamespace())
                        .withName(roll.pod())
                        .delete();
                yield Optional.empty();
            }
        };
    }

    private Optional<String> failedOver(Step step, Action.FailOver over) {
        var failure = tool(step, "gpactivatestandby -a -f -d \"$MASTER_DATA_DIRECTORY\"");
        if (failure.isEmpty()) {
            status.set(step.cluster(), Map.of("activeMaster", over.standby()));
        }
        return failure;
    }

    private Optional<String> tool(Step step, String command) {
        return shell(step.cluster()).begin(step.action().pod(), step.action().operation(), command);
    }

    private DatabaseShell shell(GreenplumCluster cluster) {
        return new DatabaseShell(client, cluster.getMetadata().getNamespace());
    }

    /** A Job of an expansion before this one makes way. */
    private void expand(GreenplumCluster cluster, Action.Expand expand, String image) {
        var jobs = client.batch().v1().jobs().inNamespace(cluster.getMetadata().getNamespace());
        var name = Names.expansion(cluster);
        if (jobs.withName(name).get() != null) {
            jobs.withName(name)
                    .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                    .delete();
            jobs.withName(name).waitUntilCondition(job -> job == null, 30, TimeUnit.SECONDS);
        }
        jobs.resource(ExpansionJob.of(cluster, expand.active(), expand.primaries(), image))
                .create();
    }
}
