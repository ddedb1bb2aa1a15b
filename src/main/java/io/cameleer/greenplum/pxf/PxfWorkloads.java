package io.cameleer.greenplum.pxf;

import io.cameleer.greenplum.spec.Amounts;
import io.cameleer.reconcile.Owner;
import io.cameleer.reconcile.Reconciliation;
import io.cameleer.reconcile.RestrictedPod;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Deployment and a Service of a GreenplumPXFService. */
public final class PxfWorkloads {
    private static final int PORT = 5888;

    private final String image;

    /**
     * Makes services of an image.
     *
     * @param image the image of services that are made from now on
     */
    public PxfWorkloads(String image) {
        this.image = image;
    }

    /** The labels of a service's pods. */
    public Map<String, String> selector(Reconciliation<GreenplumPXFService> reconciliation) {
        return labels(reconciliation.primary());
    }

    private static Map<String, String> labels(GreenplumPXFService service) {
        return Map.of(
                "app", "greenplum-pxf", "greenplum-pxf", service.getMetadata().getName());
    }

    /** Sets the desired objects. */
    public Reconciliation<GreenplumPXFService> desire(Reconciliation<GreenplumPXFService> reconciliation) {
        var service = reconciliation.primary();
        var name = service.getMetadata().getName();
        var running = reconciliation.observed(Deployment.class, name).map(found -> found.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage());
        return reconciliation.desiring(List.of(
                deployment(service, running.orElse(image)),
                new ServiceBuilder()
                        .withMetadata(metadata(service))
                        .withNewSpec()
                        .addNewPort()
                        .withPort(PORT)
                        .withProtocol("TCP")
                        .withNewTargetPort(PORT)
                        .endPort()
                        .withSelector(labels(service))
                        .endSpec()
                        .build()));
    }

    private static ObjectMeta metadata(GreenplumPXFService service) {
        return new ObjectMetaBuilder()
                .addToLabels(labels(service))
                .addToLabels("app.kubernetes.io/managed-by", "cameleer")
                .withName(service.getMetadata().getName())
                .withNamespace(service.getMetadata().getNamespace())
                .withOwnerReferences(Owner.of(service))
                .build();
    }

    private static Deployment deployment(GreenplumPXFService service, String image) {
        var spec = service.getSpec();
        return new DeploymentBuilder()
                .withMetadata(metadata(service))
                .withNewSpec()
                .withReplicas(spec.replicas())
                .withNewSelector()
                .withMatchLabels(labels(service))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels(service))
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withArgs("/home/gpadmin/tools/startPXF")
                .withEnv(environment(spec))
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withName("pxf")
                .addNewPort()
                .withContainerPort(PORT)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("/usr/local/pxf-gp6/bin/pxf", "status")
                .endExec()
                .withInitialDelaySeconds(30)
                .withTimeoutSeconds(5)
                .endReadinessProbe()
                .withNewResources()
                .withLimits(Amounts.limits(spec.cpu(), spec.memory()))
                .endResources()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .endContainer()
                .withImagePullSecrets(new LocalObjectReference("regsecret"))
                .withNodeSelector(spec.workerSelector().isEmpty() ? null : spec.workerSelector())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static List<EnvVar> environment(PxfSpec spec) {
        var variables = new ArrayList<EnvVar>();
        variables.add(plain("PXF_JVM_OPTS", "-XX:MaxRAMPercentage=75.0"));
        var source = Optional.ofNullable(spec.pxfConf()).map(PxfSpec.Conf::s3Source);
        source.ifPresent(found -> {
            variables.add(RestrictedPod.secret("S3_SECRET_ACCESS_KEY", found.secret(), "secret_access_key"));
            variables.add(RestrictedPod.secret("S3_ACCESS_KEY_ID", found.secret(), "access_key_id"));
            variables.add(plain("S3_BUCKET", found.bucket()));
            variables.add(plain("S3_ENDPOINT", found.endpoint()));
            variables.add(plain("S3_ENDPOINT_IS_SECURE", String.valueOf(!"http".equals(found.protocol()))));
            variables.add(plain("S3_FOLDER", Optional.ofNullable(found.folder()).orElse("")));
        });
        return variables;
    }

    private static EnvVar plain(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
