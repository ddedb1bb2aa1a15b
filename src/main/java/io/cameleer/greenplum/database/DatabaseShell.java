package io.cameleer.greenplum.database;

import io.cameleer.backup.BackupException;
import io.cameleer.backup.PodShell;
import io.cameleer.greenplum.objects.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** Runs the tools of the database in its pods, as a person would who logs in there. */
public final class DatabaseShell {
    private static final Duration LOOK = Duration.ofSeconds(25);
    private static final Duration STEP = Duration.ofSeconds(60);
    private static final int STILL_RUNNING = 75;
    private static final String TOOLS = "source /usr/local/greenplum-db/greenplum_path.sh >/dev/null 2>&1\n";

    /** Statements that a master answers from its own catalog. */
    private static final String CATALOG = String.join(
            " union all ",
            "select 'segment', dbid::text, content::text, role::text, preferred_role::text, mode::text, status::text, hostname::text from gp_segment_configuration where not pg_is_in_recovery()",
            "select 'standby', state::text, '', '', '', '', '', '' from pg_stat_replication",
            "select 'gpexpand', count(*)::text, '', '', '', '', '', '' from information_schema.schemata where schema_name = 'gpexpand'");

    private static final String LOOKING = TOOLS + """
            f=/tmp/cameleer-step
            if [ -e $f.code ]; then
              if [ "$(cat $f.code)" != 0 ]; then
                echo "step|failed|$(cat $f.operation)|$(($(date +%s) - $(stat -c %Y $f.code)))|$(tail -n 1 $f.log | tr '|' ' ')"
              fi
            elif [ -e $f.pid ] && kill -0 "$(cat $f.pid)" 2>/dev/null; then
              echo "step|running|$(cat $f.operation)"
            fi
            d="$MASTER_DATA_DIRECTORY"
            if [ -e "$d/PG_VERSION" ]; then
              kind=master
              if [ -e "$d/recovery.conf" ] || [ -e "$d/standby.signal" ]; then kind=standby; fi
              echo "data|$kind|$(pg_controldata "$d" 2>/dev/null | sed -n "s/^Latest checkpoint's TimeLineID: *//p")"
            fi
            export PGCONNECT_TIMEOUT=5
            timeout 8 psql -U gpadmin -d postgres -AtXF '|' -c "@CATALOG@" 2>/dev/null || exit 0
            timeout 8 psql -U gpadmin -d postgres -AtX -c "select count(*) from gp_dist_random('gp_id')" >/dev/null 2>&1 && echo whole
            exit 0
            """.replace("@CATALOG@", CATALOG);

    /** A command may take hours; its end is seen by later looks. */
    private static final String BEGINNING = TOOLS + """
            f=/tmp/cameleer-step
            rm -f $f.*
            echo @OPERATION@ > $f.operation
            setsid bash -c '(@COMMAND@) > /tmp/cameleer-step.log 2>&1; echo $? > /tmp/cameleer-step.code' >/dev/null 2>&1 </dev/null &
            echo $! > $f.pid
            for i in $(seq 60); do [ -e $f.code ] && break; sleep 0.5; done
            [ -e $f.code ] || exit 75
            tail -n 1 $f.log
            exit "$(cat $f.code)"
            """;

    private final KubernetesClient client;
    private final String namespace;

    /** Reaches the pods of a namespace. */
    public DatabaseShell(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * What a master's pod says.
     *
     * @throws BackupException when the pod cannot be asked
     */
    Report report(String pod) {
        return ReportText.of(run(pod, LOOK, LOOKING).output());
    }

    /**
     * Begins a step and waits a while for its end.
     *
     * @param command without a single quote
     * @return why it failed, nothing when it succeeded or goes on
     */
    Optional<String> begin(String pod, String operation, String command) {
        var script = BEGINNING.replace("@OPERATION@", operation).replace("@COMMAND@", command);
        var result = run(pod, STEP, script);
        return result.code() == 0 || result.code() == STILL_RUNNING ? Optional.empty() : Optional.of(lastWords(result));
    }

    /**
     * Runs a command to its end.
     *
     * @return what it printed
     * @throws BackupException when it fails or takes longer
     */
    public String run(String pod, Duration limit, String script, String... arguments) {
        var result = asked(pod, limit, TOOLS + script, arguments);
        if (result.code() != 0) {
            throw new BackupException("pod " + pod + ": " + lastWords(result));
        }
        return result.output();
    }

    private PodShell.Result run(String pod, Duration limit, String script) {
        return asked(pod, limit, script);
    }

    private PodShell.Result asked(String pod, Duration limit, String script, String... arguments) {
        var command = new ArrayList<String>();
        command.add("/bin/bash");
        command.add("-c");
        command.add("--");
        command.add(script);
        command.add("cameleer");
        command.addAll(java.util.List.of(arguments));
        return shell(pod).run(limit, command.toArray(String[]::new));
    }

    /** A shell in a pod. */
    public PodShell shell(String pod) {
        return new PodShell(client, namespace, pod, Names.CONTAINER);
    }

    private static String lastWords(PodShell.Result result) {
        var text = result.errors().isBlank() ? result.output() : result.errors();
        var last = text.strip().lines().reduce((one, later) -> later).orElse("");
        return last.isEmpty() ? "it ended with " + result.code() : last;
    }
}
