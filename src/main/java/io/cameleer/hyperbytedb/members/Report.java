package io.cameleer.hyperbytedb.members;

import java.util.Set;

/**
 * What a member says of itself.
 *
 * @param state pass, syncing, joining, draining or leaving
 * @param walSequence the last entry of its write-ahead log
 * @param files its Parquet files, as {@code database/measurement/retention-policy/file}
 * @param peers how many others it knows
 * @param leader the number of the one that it takes for the leader, null when it knows none
 * @param term the Raft term in which it does
 */
public record Report(String state, long walSequence, Set<String> files, int peers, Integer leader, long term) {
    /** Files are compared, never changed. */
    public Report {
        files = Set.copyOf(files);
    }

    boolean passes() {
        return "pass".equals(state);
    }
}
