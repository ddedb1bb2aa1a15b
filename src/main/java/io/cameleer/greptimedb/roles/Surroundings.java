package io.cameleer.greptimedb.roles;

import io.cameleer.greptimedb.spec.StorageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is there around a cluster that its objects depend on.
 *
 * @param cloud whose machines the nodes are
 * @param etcdClass the storage class of etcd's volumes, empty for the cluster's default
 * @param datanodeClass the storage class of the data nodes' volumes, empty for the cluster's default
 * @param makesServiceAccount whether the ServiceAccount is the operator's to make and keep
 * @param storageSecret a word that changes when the storage's Secret does
 * @param grafanaSecret a word that changes when the Secret of Grafana's password does
 * @param remarks what a person should know although nothing is wrong
 */
public record Surroundings(
        Cloud cloud,
        Optional<String> etcdClass,
        Optional<String> datanodeClass,
        boolean makesServiceAccount,
        String storageSecret,
        String grafanaSecret,
        List<String> remarks) {
    /** Whose machines the nodes are. */
    public enum Cloud {
        AWS,
        GCP,
        AZURE,
        /** Somebody else's, as in a data center of one's own. */
        NONE
    }

    /** The labels by which a cloud recognizes pods that act as the ServiceAccount's identity. */
    Map<String, String> podLabels(StorageSpec storage) {
        return cloud == Cloud.AZURE && storage.credentials() == StorageSpec.Credentials.IDENTITY
                ? Map.of("azure.workload.identity/use", "true")
                : Map.of();
    }
}
