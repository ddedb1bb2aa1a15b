package io.cameleer.hyperbytedb;

import io.cameleer.admission.AdmissionRequest;
import io.cameleer.admission.Verdict;
import io.cameleer.hyperbytedb.backup.BackupKindRules;
import io.cameleer.hyperbytedb.backup.HyperbytedbBackup;
import io.cameleer.hyperbytedb.restore.HyperbytedbRestore;
import io.cameleer.hyperbytedb.restore.RestoreKindRules;
import io.cameleer.hyperbytedb.spec.HyperbytedbSpec;
import io.cameleer.reconcile.Secrets;
import io.cameleer.reconcile.Violation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands against storing an object of HyperbyteDB's kinds: the same rules by which a stored one is reconciled. */
public final class HyperbytedbAdmission {
    private static final HyperbytedbSpec DEFAULTS =
            new KubernetesSerialization().unmarshal("{}", HyperbytedbSpec.class);

    private final KubernetesSerialization json;
    private final Secrets secrets;

    /** Looks at Secrets with a reader of them. */
    public HyperbytedbAdmission(KubernetesSerialization json, Secrets secrets) {
        this.json = json;
        this.secrets = secrets;
    }

    /** The verdict on a request. */
    public Verdict judge(AdmissionRequest request) {
        if (request.isIdle()) {
            return Verdict.ALLOWED;
        }
        return switch (request.kind()) {
            case "HyperbytedbBackup" ->
                new Verdict(
                        BackupKindRules.violations(
                                request.object(json, HyperbytedbBackup.class).getSpec()),
                        List.of());
            case "HyperbytedbRestore" ->
                new Verdict(
                        RestoreKindRules.violations(
                                request.object(json, HyperbytedbRestore.class).getSpec()),
                        List.of());
            default -> cluster(request);
        };
    }

    private Verdict cluster(AdmissionRequest request) {
        var spec = Optional.ofNullable(
                        request.object(json, HyperbytedbCluster.class).getSpec())
                .orElse(DEFAULTS);
        var violations = HyperbytedbRules.violations(spec);
        var warnings = new ArrayList<>(HyperbytedbRules.warnings(spec));
        if (violations.isEmpty() && request.trusted()) {
            secrets.missing(request.namespace(), HyperbytedbRules.secrets(spec)).stream()
                    .map(Violation::toString)
                    .forEach(warnings::add);
        }
        return new Verdict(violations, List.copyOf(warnings));
    }
}
