package io.cameleer.greenplum.database;

import java.util.Optional;

/**
 * What a pod of the masters says.
 *
 * @param data what its volume holds
 * @param timeline the number of its history, which every fail-over raises; 0 when it holds none
 * @param catalog what the master that runs in it knows, nothing when none does
 * @param step what became of the last command that was given to it
 */
record Report(Data data, int timeline, Optional<Catalog> catalog, Step step) {
    /** What a master's volume holds. */
    enum Data {
        /** Nothing. */
        NONE,
        /** A master's data. */
        MASTER,
        /** A standby's. */
        STANDBY
    }

    /**
     * The last command of the operator.
     *
     * @param running whether it has not ended
     * @param operation the action's word for the audit log, empty when there was none
     * @param failure what it said last when it failed, null otherwise
     * @param seconds how long ago it failed
     */
    record Step(boolean running, String operation, String failure, long seconds) {
        static final Step NONE = new Step(false, "", null, 0);

        boolean isFailureOf(Action action) {
            return failure != null && operation.equals(action.operation());
        }
    }
}
