package io.cameleer.greenplum.database;

/** A step on a database, one at a time. */
public sealed interface Action {
    /** The word for the audit log. */
    String operation();

    /** An Event's reason. */
    String reason();

    /** What is done, in a sentence. */
    String text();

    /** The pod in which it is done. */
    String pod();

    /** The database is started from a master's pod. */
    record Start(String master) implements Action {
        @Override
        public String pod() {
            return master;
        }

        @Override
        public String operation() {
            return "start";
        }

        @Override
        public String reason() {
            return "DatabaseStarted";
        }

        @Override
        public String text() {
            return "The database is started by " + master + ".";
        }
    }

    /** All of the database is stopped at once and started, as segments are gone that no mirror stands in for. */
    record Restart(String master) implements Action {
        @Override
        public String pod() {
            return master;
        }

        @Override
        public String operation() {
            return "restart-database";
        }

        @Override
        public String reason() {
            return "DatabaseRestarted";
        }

        @Override
        public String text() {
            return "The database is restarted by " + master
                    + ": segments that no mirror stands in for had gone, and their pods are back.";
        }
    }

    /** The standby becomes the master. */
    record FailOver(String standby, String lost) implements Action {
        @Override
        public String pod() {
            return standby;
        }

        @Override
        public String operation() {
            return "failover";
        }

        @Override
        public String reason() {
            return "FailedOver";
        }

        @Override
        public String text() {
            return "Standby " + standby + " becomes the master: " + lost + " does not answer.";
        }
    }

    /** A master that is one no more is stopped. */
    record Fence(String master, String active) implements Action {
        @Override
        public String pod() {
            return master;
        }

        @Override
        public String operation() {
            return "fence";
        }

        @Override
        public String reason() {
            return "MasterFenced";
        }

        @Override
        public String text() {
            return "The database in " + master + " is stopped: the master is " + active + " by now.";
        }
    }

    /** The other master's pod becomes the standby; what it holds is replaced by a copy. */
    record InitStandby(String active, String standby) implements Action {
        @Override
        public String pod() {
            return active;
        }

        @Override
        public String operation() {
            return "init-standby";
        }

        @Override
        public String reason() {
            return "StandbyMade";
        }

        @Override
        public String text() {
            return standby + " becomes the standby of " + active + "; it gets a copy of the master's data.";
        }
    }

    /** A standby that is registered runs again. */
    record StartStandby(String active, String standby) implements Action {
        @Override
        public String pod() {
            return active;
        }

        @Override
        public String operation() {
            return "start-standby";
        }

        @Override
        public String reason() {
            return "StandbyStarted";
        }

        @Override
        public String text() {
            return "The standby in " + standby + " is started.";
        }
    }

    /** Segments whose pods are back catch up. */
    record Recover(String active, String pods) implements Action {
        @Override
        public String pod() {
            return active;
        }

        @Override
        public String operation() {
            return "recover-segments";
        }

        @Override
        public String reason() {
            return "SegmentsRecovered";
        }

        @Override
        public String text() {
            return "Segments catch up with those that stood in for them: " + pods + ".";
        }
    }

    /** New segments are taken in. */
    record Expand(String active, int from, int primaries) implements Action {
        @Override
        public String pod() {
            return active;
        }

        @Override
        public String operation() {
            return "expand-database";
        }

        @Override
        public String reason() {
            return "ExpansionStarted";
        }

        @Override
        public String text() {
            return "The database grows from " + from + " to " + primaries + " primary segments.";
        }
    }

    /** A pod is made anew from the newest template. */
    record Roll(String pod) implements Action {
        @Override
        public String operation() {
            return "upgrade";
        }

        @Override
        public String reason() {
            return "PodReplaced";
        }

        @Override
        public String text() {
            return "Pod " + pod + " is made anew: its template has changed.";
        }
    }
}
