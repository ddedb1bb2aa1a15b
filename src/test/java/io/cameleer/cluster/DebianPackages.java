package io.cameleer.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The programs of the real node that come from the distribution. */
final class DebianPackages {
    /** What Azurite runs on. */
    static final Map<String, List<String>> NODE_JS = Map.of("nodejs", onPath("node"), "npm", onPath("npm"));

    /** What the real node consists of besides what is built. */
    static final Map<String, List<String>> REAL_NODE = Map.of(
            "containerd", List.of("/usr/bin/containerd"),
            "runc", List.of("/usr/sbin/runc", "/usr/bin/runc"),
            "containernetworking-plugins", List.of("/usr/lib/cni/bridge"),
            "iptables", List.of("/usr/sbin/iptables"),
            "conntrack", List.of("/usr/sbin/conntrack"),
            "iproute2", List.of("/usr/sbin/ip", "/usr/bin/ip"),
            "procps", List.of("/usr/sbin/sysctl"),
            "busybox-static", List.of("/usr/bin/busybox", "/bin/busybox"));

    private DebianPackages() {}

    /**
     * Installs what is missing when that is possible.
     *
     * @throws IllegalStateException otherwise, with the command to run
     */
    static void ensure(Map<String, List<String>> packages) {
        var missing = new LinkedHashSet<String>();
        packages.forEach((name, files) -> {
            if (files.stream().noneMatch(file -> Files.exists(Path.of(file)))) {
                missing.add(name);
            }
        });
        if (missing.isEmpty()) {
            return;
        }
        var command = "apt-get update && apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "
                + String.join(" ", missing);
        if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/etc/debian_version"))) {
            throw new IllegalStateException(
                    "the tests need %s: run `%s` as root on Debian, or name another cluster by -Dkubeconfig=FILE"
                            .formatted(missing, command));
        }
        Progress.of(
                "installing " + String.join(", ", missing),
                () -> Processes.run(
                        Path.of("/"), Map.of("DEBIAN_FRONTEND", "noninteractive"), List.of("sh", "-c", command)));
    }

    private static List<String> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> folder + "/" + program)
                .toList();
    }
}
