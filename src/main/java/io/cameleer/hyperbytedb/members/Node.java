package io.cameleer.hyperbytedb.members;

/**
 * A member as the leader knows it.
 *
 * @param id its number, from 1
 * @param address its host and port
 * @param state active, learner, draining, leaving, or what else the leader says
 */
public record Node(int id, String address, String state) {
    boolean isLearner() {
        return "learner".equals(state);
    }
}
