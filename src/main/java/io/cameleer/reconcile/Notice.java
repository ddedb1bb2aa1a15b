package io.cameleer.reconcile;

/**
 * Why a pod is not ready, in the words of the scheduler or the kubelet.
 *
 * @param pod the pod's name
 * @param reason as in {@code ImagePullBackOff}
 * @param message the sentence that came with it
 */
public record Notice(String pod, String reason, String message) {
    @Override
    public String toString() {
        return "pod " + pod + ": " + reason + (message == null || message.isBlank() ? "" : ": " + message);
    }
}
