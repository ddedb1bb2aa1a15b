package io.cameleer.greptimedb.roles;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;

/** Ports of Services. */
final class Ports {
    private Ports() {}

    /** A port that leads to the container's port of the same name. */
    static ServicePort of(String name, int number) {
        return to(name, number, name);
    }

    /** A port that leads to a container's port. */
    static ServicePort to(String name, int number, String target) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(target))
                .build();
    }
}
