package io.cameleer.backup;

/** There was no pod to take a snapshot from for as long as one was waited for; to try again at once would be of no use. */
public final class NoReadyPod extends BackupException {
    private static final long serialVersionUID = 1L;

    NoReadyPod(BackupException cause) {
        super(cause.getMessage(), cause);
    }

    /** What is missing. */
    static String words(BackupTarget target) {
        return "no pod of " + target.id() + " is ready; see the Ready condition for the reason";
    }
}
