package io.cameleer.hyperbytedb.objects;

import io.cameleer.hyperbytedb.HyperbytedbCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All objects of a cluster, those that are read before those that read them. */
public final class ClusterObjects {
    private ClusterObjects() {}

    /**
     * The objects.
     *
     * @param members how many pods there should be now, which follows the spec step by step
     * @param marks annotations of the pods that change when what they read at their start does
     */
    public static List<HasMetadata> of(HyperbytedbCluster cluster, int members, Map<String, String> marks) {
        var objects = new ArrayList<HasMetadata>();
        // Members that are stopped for a while stay peers.
        var peers = Math.max(members, cluster.getSpec().replicas());
        objects.add(new ConfigMapBuilder()
                .withMetadata(Names.metadata(cluster, "-config"))
                .withData(Map.of("config.toml", ConfigToml.of(cluster, peers).text()))
                .build());
        objects.add(headless(cluster));
        objects.add(service(cluster));
        if (members > 1) {
            objects.add(budget(cluster));
        }
        if (cluster.getSpec().monitoring().enabled()
                && cluster.getSpec().monitoring().grafanaDashboard()) {
            objects.add(Dashboard.of(cluster));
        }
        objects.add(MemberPods.of(cluster, members, marks));
        if (cluster.getSpec().autoscales()) {
            objects.add(autoscaler(cluster));
        }
        return List.copyOf(objects);
    }

    /** The StatefulSet alone, as a pod over one of its volumes has to look. */
    public static StatefulSet members(HyperbytedbCluster cluster, int members) {
        return MemberPods.of(cluster, members, Map.of());
    }

    private static ServicePort port(HyperbytedbCluster cluster) {
        return new ServicePortBuilder()
                .withName("http")
                .withPort(cluster.getSpec().server().port())
                .withProtocol("TCP")
                .withNewTargetPort("http")
                .build();
    }

    private static HasMetadata headless(HyperbytedbCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(component(Names.metadata(cluster, "-headless")))
                .withNewSpec()
                .withClusterIP("None")
                .withPorts(port(cluster))
                // Members have to find each other before any of them is ready.
                .withPublishNotReadyAddresses(true)
                .withSelector(Names.selector(cluster))
                .endSpec()
                .build();
    }

    /** Tells the Service that names every pod once from the one for clients. */
    private static ObjectMeta component(ObjectMeta metadata) {
        metadata.getLabels().putAll(Names.MEMBERS);
        return metadata;
    }

    private static HasMetadata service(HyperbytedbCluster cluster) {
        return new ServiceBuilder()
                .withMetadata(Names.metadata(cluster, ""))
                .withNewSpec()
                .withPorts(port(cluster))
                .withSelector(Names.selector(cluster))
                .withType("ClusterIP")
                .endSpec()
                .build();
    }

    private static HasMetadata budget(HyperbytedbCluster cluster) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Names.metadata(cluster, ""))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withNewSelector()
                .withMatchLabels(Names.selector(cluster))
                .endSelector()
                .endSpec()
                .build();
    }

    /** It changes the custom resource, so that the operator stays the one who writes the StatefulSet. */
    private static HasMetadata autoscaler(HyperbytedbCluster cluster) {
        var spec = cluster.getSpec().autoscaling();
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(Names.metadata(cluster, ""))
                .withNewSpec()
                .withMaxReplicas(spec.maxReplicas())
                .addNewMetric()
                .withType("Resource")
                .withNewResource()
                .withName("cpu")
                .withNewTarget()
                .withAverageUtilization(spec.targetCPUUtilizationPercentage())
                .withType("Utilization")
                .endTarget()
                .endResource()
                .endMetric()
                .withMinReplicas(spec.fewest())
                .withNewScaleTargetRef(
                        cluster.getApiVersion(),
                        cluster.getKind(),
                        cluster.getMetadata().getName())
                .endSpec()
                .build();
    }
}
