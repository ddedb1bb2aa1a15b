package io.cameleer.api;

/**
 * Who sent a request.
 *
 * @param user the name that Kubernetes knows them by
 * @param claim what the header X-Operator says, empty without one; nobody vouches for it
 */
public record Caller(String user, String claim) {
    /** Both, for the audit log. */
    public String actor() {
        return claim.isEmpty() ? user : user + " (X-Operator: " + claim + ")";
    }
}
