package io.cameleer.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A container image put together from static binaries, as a docker-archive of one layer. The same inputs give the same
 * bytes: every time stamp is the epoch, every owner is fixed, the order is that of the definition.
 *
 * @param reference the full name under which the container runtime keeps it
 */
public record Image(
        String reference,
        String user,
        List<String> entrypoint,
        Map<String, Path> binaries,
        boolean shell,
        List<String> folders) {
    private static final List<String> APPLETS = List.of(
            "sh",
            "tar",
            "rm",
            "ls",
            "cat",
            "wget",
            "sleep",
            "mkdir",
            "dd",
            "du",
            "cp",
            "mv",
            "date",
            "sync",
            "find",
            "stat",
            "sha256sum",
            "df",
            "head",
            "tail",
            "dirname",
            "touch",
            "nslookup");

    /** The images of the tests, under the names that the custom resources' defaults use. */
    static List<Image> all() {
        var more = List.of(
                prometheus("docker.io/prom/prometheus:v3.15.0", Tool.PROMETHEUS_3, Tool.PROMTOOL_3),
                new Image(
                        "quay.io/thanos/thanos:v0.37.2",
                        "65534",
                        List.of("/bin/thanos"),
                        Map.of("bin/thanos", Tool.THANOS.path()),
                        false,
                        List.of()),
                new Image(
                        "docker.io/minio/minio:latest",
                        "0",
                        List.of("/bin/minio"),
                        Map.of("bin/minio", Tool.MINIO.path()),
                        true,
                        List.of("data")));
        return Stream.concat(ofDemo().stream(), more.stream()).toList();
    }

    /** Those without which the demo's pods do not run; each of the others takes minutes to build. */
    static List<Image> ofDemo() {
        return List.of(
                prometheus("docker.io/prom/prometheus:v2.55.1", Tool.PROMETHEUS_2, Tool.PROMTOOL_2),
                new Image(
                        "ghcr.io/jimmidyson/configmap-reload:v0.13.1",
                        "65534",
                        List.of("/configmap-reload"),
                        Map.of("configmap-reload", Tool.CONFIG_RELOADER.path()),
                        false,
                        List.of()),
                new Image("docker.io/library/busybox:1.35", "0", List.of("/bin/sh"), Map.of(), true, List.of()),
                new Image(
                        "cameleer.io/pause:1",
                        "65535",
                        List.of("/pause"),
                        Map.of("pause", Tool.PAUSE.path()),
                        false,
                        List.of()));
    }

    private static Image prometheus(String reference, Tool tool, Tool promtool) {
        return new Image(
                reference,
                "65534",
                List.of("/bin/prometheus"),
                new TreeMap<>(Map.of("bin/prometheus", tool.path(), "bin/promtool", promtool.path())),
                true,
                List.of("prometheus", "etc/prometheus"));
    }

    /** Writes the archive, unless {@code folder} has it already. */
    Path assemble(Path folder) throws IOException {
        var inputs = new StringBuilder(toString()).append(APPLETS);
        for (var binary : new TreeMap<>(binaries).values()) {
            inputs.append(Files.size(binary)).append(Files.getLastModifiedTime(binary));
        }
        var archive = folder.resolve(reference.replaceAll("[^a-z0-9.]+", "-") + "-"
                + sha256(inputs.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12) + ".tar");
        if (Files.exists(archive)) {
            return archive;
        }
        Files.createDirectories(folder);
        var layer = layer();
        var config = """
                {"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z",\
                "config":{"User":"%s","Entrypoint":[%s],"Env":["PATH=/bin"],"WorkingDir":"/"},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}""".formatted(
                        user,
                        String.join(
                                ",",
                                entrypoint.stream()
                                        .map(word -> '"' + word + '"')
                                        .toList()),
                        sha256(layer))
                .getBytes(StandardCharsets.UTF_8);
        var manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[\"%s\"],\"Layers\":[\"layer.tar\"]}]"
                .formatted(reference)
                .getBytes(StandardCharsets.UTF_8);
        var contents = new LinkedHashMap<String, byte[]>();
        contents.put("manifest.json", manifest);
        contents.put("config.json", config);
        contents.put("layer.tar", layer);
        var unfinished = archive.resolveSibling(archive.getFileName() + ".part" + Slot.number());
        try (var out = tar(Files.newOutputStream(unfinished))) {
            for (var content : contents.entrySet()) {
                file(out, content.getKey(), content.getValue(), 0644);
            }
        }
        return Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private byte[] layer() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = tar(bytes)) {
            var made = new ArrayList<>(List.of("bin", "etc", "tmp"));
            made.addAll(folders);
            for (var folder : made) {
                var entry = entry(folder + "/", 0);
                entry.setMode(040000 | (folder.equals("tmp") ? 01777 : folders.contains(folder) ? 0777 : 0755));
                out.putArchiveEntry(entry);
                out.closeArchiveEntry();
            }
            file(
                    out,
                    "etc/passwd",
                    "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n".getBytes(StandardCharsets.UTF_8),
                    0644);
            for (var binary : binaries.entrySet()) {
                file(out, binary.getKey(), Files.readAllBytes(binary.getValue()), 0755);
            }
            if (shell) {
                var busybox = Files.exists(Path.of("/usr/bin/busybox")) ? "/usr/bin/busybox" : "/bin/busybox";
                file(out, "bin/busybox", Files.readAllBytes(Path.of(busybox)), 0755);
                for (var applet : APPLETS) {
                    var link = new TarArchiveEntry("bin/" + applet, TarArchiveEntry.LF_SYMLINK);
                    link.setLinkName("busybox");
                    link.setModTime(0);
                    out.putArchiveEntry(link);
                    out.closeArchiveEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static TarArchiveOutputStream tar(OutputStream out) {
        var tar = new TarArchiveOutputStream(out);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return tar;
    }

    private static TarArchiveEntry entry(String name, long size) {
        var entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        entry.setIds(0, 0);
        return entry;
    }

    private static void file(TarArchiveOutputStream out, String name, byte[] content, int mode) throws IOException {
        var entry = entry(name, content.length);
        entry.setMode(0100000 | mode);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
