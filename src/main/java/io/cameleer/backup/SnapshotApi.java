package io.cameleer.backup;

/**
 * How a family's snapshots are made and read.
 *
 * @param database the database's name, as the manifest gives it
 * @param container the container in which commands run
 * @param port the port of the database's HTTP API
 * @param snapshotPath the path to which a POST makes a snapshot; its answer has the name at {@code /data/name}
 * @param versionPath the path that tells the database's version at {@code /data/version}
 * @param directory the folder in which snapshots lie
 * @param dataDirectory the folder in which the database itself keeps the files that a snapshot links to
 * @param format what is known of the files
 */
public record SnapshotApi(
        String database,
        String container,
        int port,
        String snapshotPath,
        String versionPath,
        String directory,
        String dataDirectory,
        SnapshotFormat format) {}
