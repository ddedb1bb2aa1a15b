package io.cameleer.prometheus.set;

import io.cameleer.reconcile.StatusWriter;
import java.util.HashMap;

/** Gives templates to clusters and takes them back, in their status, where a person sees where a backup comes from. */
public final class BackupTemplates {
    private final StatusWriter status;

    /** Writes with a writer of statuses. */
    public BackupTemplates(StatusWriter status) {
        this.status = status;
    }

    /** Makes one change. */
    public void give(TemplateChange change) {
        var fields = new HashMap<String, Object>();
        fields.put("backupTemplate", change.wanted());
        status.set(change.cluster(), fields);
    }
}
