package io.cameleer.cluster;

import java.nio.file.Path;

/** What a folder of a run leaves behind it on the machine. */
final class Leftovers {
    /** The containers of a node are known by containerd's folders of them; whatever killed them left their control groups, which are empty now. */
    private static final String REMOVE = """
            for container in "$1"/node/run/io.containerd.runtime.v2.task/k8s.io/*; do
              id=${container##*/}
              [ "$id" != '*' ] || continue
              find /sys/fs/cgroup/k8s.io/"$id" /sys/fs/cgroup/*/k8s.io/"$id" -depth -type d -exec rmdir {} + 2>/dev/null
            done
            rm -rf --one-file-system "$1"
            """;

    private Leftovers() {}

    /** Removes the folder and what is known by it elsewhere; all that ran in it has ended. */
    static void remove(Path folder) {
        Processes.run("sh", "-c", REMOVE, "remove", folder.toString());
    }
}
