package io.cameleer.reconcile;

/** HTTP requests to pods through the API server, so that an operator outside the pod network can make them too. */
public final class PodProxy {
    private PodProxy() {}

    /** The path by which the API server passes a request on to a pod. */
    public static String path(String namespace, String pod, int port, String path) {
        return "/api/v1/namespaces/%s/pods/%s:%d/proxy%s".formatted(namespace, pod, port, path);
    }
}
