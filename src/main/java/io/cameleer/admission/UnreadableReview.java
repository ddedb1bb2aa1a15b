package io.cameleer.admission;

/** A request to the webhook that the Kubernetes API would not send. */
public final class UnreadableReview extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableReview(String message) {
        super(message);
    }
}
