package io.cameleer.greenplum.database;

/**
 * A row of gp_segment_configuration; see https://docs.vmware.com/en/VMware-Greenplum/6/greenplum-database/ref_guide-system_catalogs-gp_segment_configuration.html.
 *
 * @param dbid its number
 * @param content which part of the data it holds, -1 for the master
 * @param role p of one that serves, m of one that stands by
 * @param preferred the role that it was made for
 * @param synced whether it is in step with its partner
 * @param up whether it runs
 * @param host the pod that it runs in
 */
public record Segment(int dbid, int content, char role, char preferred, boolean synced, boolean up, String host) {
    /** Whether it is the master or its standby. */
    public boolean isMaster() {
        return content < 0;
    }

    /** Whether it serves. */
    public boolean isPrimary() {
        return role == 'p';
    }

    /** The pod, whatever domain the host's name has. */
    public String pod() {
        var dot = host.indexOf('.');
        return dot < 0 ? host : host.substring(0, dot);
    }
}
