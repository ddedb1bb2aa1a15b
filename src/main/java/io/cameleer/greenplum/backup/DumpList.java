package io.cameleer.greenplum.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.cameleer.backup.BackupException;
import java.io.IOException;
import java.util.List;

/**
 * What a backup consists of, as {@code dumps.json} beside its archives has it.
 *
 * @param segments how many primary segments the database had: it takes as many to read it back
 * @param dumps the databases
 * @param archives what each pod wrote
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DumpList(int segments, List<Dump> dumps, List<Archive> archives) {
    /** The object's name below the backup's own folder. */
    static final String FILE = "dumps.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One database.
     *
     * @param database its name
     * @param timestamp the name that gpbackup gave to the dump, as 20260131060000
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Dump(String database, String timestamp) {
        Dump {
            if (!timestamp.matches("\\d{14}")) {
                throw new BackupException("the backup is refused: " + FILE + " has a timestamp that is none");
            }
        }
    }

    /**
     * A tar archive of what one segment wrote.
     *
     * @param content the segment's content, -1 for the master
     * @param key the object
     * @param bytes its size
     * @param sha256 its checksum
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Archive(int content, String key, long bytes, String sha256) {}

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads it.
     *
     * @throws BackupException when it is no such list
     */
    static DumpList of(byte[] json, String key) {
        try {
            return JSON.readValue(json, DumpList.class);
        } catch (IOException e) {
            throw new BackupException(key + " is no list of dumps: " + e.getMessage() + "; choose another backup", e);
        }
    }
}
