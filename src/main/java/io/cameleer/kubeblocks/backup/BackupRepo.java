package io.cameleer.kubeblocks.backup;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A place for backups of described databases of all namespaces. */
@Group("dataprotection.kubeblocks.io")
@Version("v1alpha1")
@Plural("backuprepos")
@Categories("kubeblocks")
@AdditionalPrinterColumn(
        name = "PROVIDER",
        jsonPath = ".spec.storageProviderRef",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "BUCKET", jsonPath = ".spec.config.bucket", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BackupRepo extends CustomResource<BackupRepoSpec, Void> {
    private static final long serialVersionUID = 1L;

    /** The annotation that makes one the default. */
    public static final String DEFAULT = "dataprotection.kubeblocks.io/is-default-repo";
}
