package io.cameleer.backup.catalog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;

/**
 * What a backup consists of: the last object that a backup writes, and the only one that a restore has to trust.
 *
 * @param apiVersion {@link #VERSION}
 * @param kind the custom resource's kind
 * @param namespace its namespace
 * @param name its name
 * @param time the time that the backup stands for, RFC 3339
 * @param completed when it was finished, RFC 3339
 * @param format {@code tar} or {@code incremental}
 * @param database the database's name and version, as {@code prometheus 2.55.1}
 * @param from the time of the first sample, RFC 3339, null when there is none
 * @param to the time of the last sample, RFC 3339, null when there is none
 * @param pod the pod that the snapshot was made in
 * @param snapshot the snapshot's name there
 * @param key the archive's key; the manifest's own for an incremental backup
 * @param bytes the size of the archive, or of all files of an incremental backup
 * @param uploadedBytes how much of it this backup sent
 * @param sha256 the archive's checksum, null for an incremental backup
 * @param files the files of the database's folder
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
        String apiVersion,
        String kind,
        String namespace,
        String name,
        String time,
        String completed,
        String format,
        String database,
        String from,
        String to,
        String pod,
        String snapshot,
        String key,
        long bytes,
        long uploadedBytes,
        String sha256,
        List<File> files) {
    /** The version of this format. */
    public static final String VERSION = "cameleer.io/backup.v1";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One file.
     *
     * @param path where it lies in the database's folder
     * @param bytes its size
     * @param sha256 its checksum in hexadecimal digits, null when unknown
     * @param key the object that holds it
     * @param offset where in that object it begins, in bytes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record File(String path, long bytes, String sha256, String key, long offset) {}

    /** Manifests of the first version named no files. */
    public Manifest {
        files = files == null ? null : List.copyOf(files);
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException when it is truncated or none
     */
    public static Manifest of(byte[] json) throws IOException {
        var manifest = JSON.readValue(json, Manifest.class);
        if (manifest == null || !VERSION.equals(manifest.apiVersion()) || manifest.time() == null) {
            throw new IOException("it is no " + VERSION);
        }
        return manifest;
    }

    /** The manifest as it is stored. */
    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whose backup it is. */
    public BackupOwner owner() {
        return new BackupOwner(kind, namespace, name);
    }
}
