package io.cameleer.kubeblocks.ops;

import io.cameleer.kubeblocks.Cluster;
import io.cameleer.kubeblocks.ClusterStatus;
import io.cameleer.kubeblocks.WorkloadView;
import io.cameleer.kubeblocks.blueprint.Blueprint;
import io.cameleer.kubeblocks.blueprint.Component;
import io.cameleer.kubeblocks.blueprint.Marks;
import io.cameleer.kubeblocks.objects.Names;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far an operation is.
 *
 * @param done how many pods, volumes or Services are as they should be
 * @param of how many the operation concerns
 * @param complete whether there is nothing left to wait for
 * @param trouble what is wrong with the Cluster, if anything
 */
record OpsProgress(int done, int of, boolean complete, Optional<String> trouble) {

    /** Looks at what belongs to the components concerned. */
    static OpsProgress of(OpsRequest request, Cluster cluster, Blueprint blueprint, KubernetesClient client) {
        return new Look(request, cluster, blueprint, client).progress();
    }

    String text() {
        return done + "/" + of;
    }

    private record Look(OpsRequest request, Cluster cluster, Blueprint blueprint, KubernetesClient client) {
        private OpsProgress progress() {
            var done = 0;
            var of = 0;
            var settled = true;
            for (var name : OpsRules.concerned(request, cluster)) {
                var component = blueprint.component(name).orElseThrow();
                var view = WorkloadView.of(component, blueprint.namespace(), client);
                var count = count(component, view);
                done += count.done();
                of += count.of();
                settled &= view.settled(component) && rests(name);
            }
            var seen = Optional.ofNullable(cluster.getStatus())
                    .map(ClusterStatus::opsRequest)
                    .filter(Marks.of(request)::equals)
                    .isPresent();
            return new OpsProgress(seen ? done : 0, of, seen && settled && done == of, trouble());
        }

        private boolean rests(String component) {
            return Optional.ofNullable(cluster.getStatus().components().get(component))
                    .map(ClusterStatus.ComponentStatus::phase)
                    .filter(ClusterStatus::isRest)
                    .isPresent();
        }

        private Count count(Component component, WorkloadView view) {
            var wanted = component.spec().replicas();
            return switch (OpsType.of(request.getSpec().type())) {
                case RESTART, UPGRADE, VERTICAL_SCALING, RECONFIGURING ->
                    new Count(view.current() ? Math.min(view.updated(), view.ready()) : 0, wanted);
                case HORIZONTAL_SCALING, STOP, START -> scaled(component, view);
                case VOLUME_EXPANSION -> volumes(component);
                case EXPOSE -> services(component);
            };
        }

        private Count scaled(Component component, WorkloadView view) {
            var before = request.getStatus()
                    .lastConfiguration()
                    .path("components")
                    .path(component.name())
                    .path("replicas")
                    .asInt();
            var after = component.spec().replicas();
            var of = Math.abs(after - before);
            var there = after > before ? view.ready() - before : before - view.present();
            return new Count(view.current() ? Math.clamp(there, 0, of) : 0, of);
        }

        private Count volumes(Component component) {
            var wishes = request.getSpec().volumeExpansion().stream()
                    .filter(wish -> wish.componentName().equals(component.name()))
                    .flatMap(wish -> wish.volumeClaimTemplates().stream())
                    .toList();
            var done = 0;
            var of = 0;
            for (var wish : wishes) {
                var claims = claims(component, wish.name());
                of += claims.size();
                done += (int) claims.stream()
                        .filter(claim -> size(claim).compareTo(Quantity.getAmountInBytes(wish.storage())) >= 0)
                        .count();
            }
            return new Count(done, of);
        }

        private List<PersistentVolumeClaim> claims(Component component, String volume) {
            return client
                    .persistentVolumeClaims()
                    .inNamespace(blueprint.namespace())
                    .withLabels(Names.selector(component))
                    .list()
                    .getItems()
                    .stream()
                    .filter(claim -> claim.getMetadata().getName().startsWith(volume + "-" + component.object() + "-"))
                    .toList();
        }

        /** What a claim has, not what it asks for; one that nobody uses yet has nothing. */
        private static BigDecimal size(PersistentVolumeClaim claim) {
            return Optional.ofNullable(claim.getStatus().getCapacity())
                    .orElse(Map.of())
                    .getOrDefault("storage", new Quantity("0"))
                    .getNumericalAmount();
        }

        private Count services(Component component) {
            var names = request.getSpec().expose().stream()
                    .filter(wish -> wish.componentName().equals(component.name()))
                    .flatMap(wish -> wish.services().stream())
                    .map(service -> component.object() + "-" + service.name())
                    .toList();
            var done = names.stream()
                    .filter(name -> Optional.ofNullable(client.services()
                                    .inNamespace(blueprint.namespace())
                                    .withName(name)
                                    .get())
                            .filter(Look::reachable)
                            .isPresent())
                    .count();
            return new Count((int) done, names.size());
        }

        /** A load balancer is one when somebody has given it an address. */
        private static boolean reachable(Service service) {
            return !"LoadBalancer".equals(service.getSpec().getType())
                    || !service.getStatus().getLoadBalancer().getIngress().isEmpty();
        }

        private Optional<String> trouble() {
            return Optional.ofNullable(cluster.getStatus()).map(ClusterStatus::conditions).orElse(List.of()).stream()
                    .filter(condition -> condition.getType().equals("Degraded")
                            && condition.getStatus().equals("True"))
                    .map(Condition::getMessage)
                    .findFirst();
        }
    }

    private record Count(int done, int of) {}
}
