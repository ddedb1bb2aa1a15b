package io.cameleer.prometheus;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/** The container that serves a replica's samples to Thanos and uploads its blocks: see Thanos' page on the sidecar. */
final class ThanosSidecar {
    /** The volume with the store's configuration. */
    static final String VOLUME = "objstore";

    /** What Prometheus needs beside it: blocks that are never compacted on the spot, and labels that tell replicas apart. */
    static final List<String> PROMETHEUS_ARGUMENTS = List.of(
            "--storage.tsdb.min-block-duration=2h",
            "--storage.tsdb.max-block-duration=2h",
            "--enable-feature=expand-external-labels");

    private ThanosSidecar() {}

    static Container of(PrometheusSpec spec, SecurityContext security) {
        var arguments = new ArrayList<>(List.of(
                "sidecar",
                "--tsdb.path=/prometheus",
                "--prometheus.url=http://localhost:9090",
                "--http-address=0.0.0.0:10902",
                "--grpc-address=0.0.0.0:10901"));
        var mounts = new ArrayList<>(List.of(mount("data", "/prometheus", null)));
        if (spec.uploadsBlocks()) {
            arguments.add("--objstore.config-file=/etc/thanos/objstore/objstore.yml");
            mounts.add(mount(VOLUME, "/etc/thanos/objstore", true));
        }
        return new ContainerBuilder()
                .withArgs(arguments)
                .withImage(spec.thanos().image())
                .withName("thanos-sidecar")
                .withPorts(port("thanos-http", 10902), port("grpc", 10901))
                .withSecurityContext(security)
                .withVolumeMounts(mounts)
                .build();
    }

    private static ContainerPort port(String name, int port) {
        return new ContainerPortBuilder()
                .withContainerPort(port)
                .withName(name)
                .withProtocol("TCP")
                .build();
    }

    private static VolumeMount mount(String volume, String path, Boolean readOnly) {
        return new VolumeMountBuilder()
                .withMountPath(path)
                .withName(volume)
                .withReadOnly(readOnly)
                .build();
    }
}
