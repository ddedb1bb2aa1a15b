package io.cameleer.greenplum.spec;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** What pods of one group, the masters or the segments, have in common. */
public interface GroupSpec {
    /** The memory of each pod, or null. */
    Quantity memory();

    /** The CPU of each pod, or null. */
    Quantity cpu();

    /** The storage class of each volume. */
    String storageClassName();

    /** The size of each volume. */
    Quantity storage();

    /** Labels of the nodes that pods may run on. */
    Map<String, String> workerSelector();

    /** Whether the two that stand in for each other are kept on different nodes. */
    boolean isApart();
}
