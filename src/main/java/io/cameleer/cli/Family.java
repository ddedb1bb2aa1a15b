package io.cameleer.cli;

import io.cameleer.prometheus.PrometheusCluster;
import io.cameleer.prometheus.PrometheusRestores;
import io.cameleer.prometheus.PrometheusSnapshots;
import io.cameleer.prometheus.PrometheusStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of clusters that have backups. */
enum Family {
    /** PrometheusClusters. */
    prometheus(PrometheusCluster.class) {
        @Override
        Database of(HasMetadata object) {
            var cluster = (PrometheusCluster) object;
            return new Database(
                    this,
                    new PrometheusSnapshots().target(cluster),
                    new PrometheusRestores().target(cluster),
                    told(cluster, PrometheusStatus::verify),
                    told(cluster, PrometheusStatus::phase),
                    told(cluster, PrometheusStatus::conditions),
                    cluster.getStatus());
        }
    };

    private final Class<? extends HasMetadata> type;

    Family(Class<? extends HasMetadata> type) {
        this.type = type;
    }

    /** The custom resource. */
    Class<? extends HasMetadata> type() {
        return type;
    }

    /** Its kind, for people. */
    String kind() {
        return type.getSimpleName();
    }

    /** A custom resource as the commands see it. */
    abstract Database of(HasMetadata object);

    private static <S, T> T told(CustomResource<?, S> cluster, Function<S, T> part) {
        return Optional.ofNullable(cluster.getStatus()).map(part).orElse(null);
    }
}
