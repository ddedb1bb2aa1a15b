package io.cameleer;

import io.cameleer.failover.Failovers;
import io.cameleer.greenplum.GreenplumAdmission;
import io.cameleer.greenplum.GreenplumFarewell;
import io.cameleer.greenplum.GreenplumMetrics;
import io.cameleer.greenplum.GreenplumRules;
import io.cameleer.greenplum.GreenplumWorkloads;
import io.cameleer.greenplum.NodeLabels;
import io.cameleer.greenplum.SshKeys;
import io.cameleer.greenplum.database.Greenplum;
import io.cameleer.greenplum.pxf.PxfWorkloads;
import io.cameleer.greptimedb.ExternalGrafana;
import io.cameleer.greptimedb.GreptimeAdmission;
import io.cameleer.greptimedb.GreptimeMetrics;
import io.cameleer.greptimedb.GreptimeSurroundings;
import io.cameleer.greptimedb.GreptimeWorkloads;
import io.cameleer.greptimedb.QueryHistories;
import io.cameleer.greptimedb.Regions;
import io.cameleer.greptimedb.StoragePreflight;
import io.cameleer.greptimedb.etcd.Etcd;
import io.cameleer.greptimedb.etcd.EtcdCare;
import io.cameleer.hyperbytedb.HyperbytedbAdmission;
import io.cameleer.hyperbytedb.HyperbytedbMetrics;
import io.cameleer.hyperbytedb.HyperbytedbWorkloads;
import io.cameleer.hyperbytedb.Monitoring;
import io.cameleer.hyperbytedb.backup.BackupKindRules;
import io.cameleer.hyperbytedb.certificates.ClusterCertificates;
import io.cameleer.hyperbytedb.members.Members;
import io.cameleer.kubeblocks.CredentialSecrets;
import io.cameleer.kubeblocks.DefinitionHealth;
import io.cameleer.kubeblocks.KubeblocksAdmission;
import io.cameleer.kubeblocks.KubeblocksFarewell;
import io.cameleer.kubeblocks.KubeblocksMetrics;
import io.cameleer.kubeblocks.Templates;
import io.cameleer.kubeblocks.ops.OpsAdmission;
import io.cameleer.kubeblocks.ops.OpsDecisions;
import io.cameleer.kubeblocks.ops.OpsHealth;
import io.cameleer.kubeblocks.ops.OpsWrites;
import io.cameleer.kubeblocks.template.GoTemplates;
import io.cameleer.prometheus.ClusterMetrics;
import io.cameleer.prometheus.ConfigCheck;
import io.cameleer.prometheus.PrometheusAdmission;
import io.cameleer.prometheus.ScrapeConfigs;
import io.cameleer.prometheus.set.BackupTemplates;
import io.cameleer.prometheus.set.ClusterSetAdmission;
import java.time.Duration;

/** The beans of the database families, as far as their route files do not make them themselves. */
final class FamilyBeans {
    private FamilyBeans() {}

    static void bind(Tools tools) {
        prometheus(tools);
        greptimedb(tools);
        hyperbytedb(tools);
        greenplum(tools);
        kubeblocks(tools);
    }

    private static void prometheus(Tools tools) {
        var registry = tools.registry();
        var json = tools.client().getKubernetesSerialization();
        registry.bind("scrapeConfigs", new ScrapeConfigs(tools.client()));
        registry.bind("configCheck", new ConfigCheck(tools.client()));
        registry.bind("backupTemplates", new BackupTemplates(tools.status()));
        registry.bind("clusterMetrics", new ClusterMetrics(tools.meters()));
        registry.bind("prometheusAdmission", new PrometheusAdmission(json, tools.secrets()));
        registry.bind("clusterSetAdmission", new ClusterSetAdmission(json));
        registry.bind(
                "failovers",
                new Failovers(
                        tools.client(),
                        tools.status(),
                        tools.events(),
                        tools.meters(),
                        tools.clock(),
                        tools.settings().number("cameleer.failover.per-minute")));
    }

    private static void greptimedb(Tools tools) {
        var registry = tools.registry();
        var client = tools.client();
        registry.bind("etcd", new Etcd(client, tools.leads()));
        registry.bind("etcdCare", new EtcdCare(client, tools.events(), tools.leads()));
        registry.bind("regions", new Regions(client, tools.events(), tools.leads()));
        registry.bind("greptimeSurroundings", new GreptimeSurroundings(client));
        registry.bind("greptimeWorkloads", new GreptimeWorkloads(client));
        registry.bind("greptimeMetrics", new GreptimeMetrics(tools.meters()));
        registry.bind("greptimeAdmission", new GreptimeAdmission(client.getKubernetesSerialization(), tools.secrets()));
        registry.bind("queryHistories", new QueryHistories(client, tools.status(), tools.events()));
        registry.bind("storagePreflight", new StoragePreflight(client, tools.status(), tools.events(), tools.clock()));
        registry.bind("externalGrafana", new ExternalGrafana(client, tools.status(), tools.events(), tools.clock()));
    }

    private static void hyperbytedb(Tools tools) {
        var registry = tools.registry();
        var client = tools.client();
        registry.bind("members", new Members(client, tools.status(), tools.leads(), tools.clock()));
        registry.bind(
                "clusterCertificates",
                new ClusterCertificates(
                        client,
                        tools.clock(),
                        Duration.parse(tools.settings().text("cameleer.hyperbytedb.certificate-validity"))));
        registry.bind("backupKindRules", new BackupKindRules(client));
        registry.bind("hyperbytedbWorkloads", new HyperbytedbWorkloads(client));
        registry.bind("hyperbytedbMonitoring", new Monitoring(client));
        registry.bind("hyperbytedbMetrics", new HyperbytedbMetrics(tools.meters()));
        registry.bind(
                "hyperbytedbAdmission", new HyperbytedbAdmission(client.getKubernetesSerialization(), tools.secrets()));
    }

    private static void greenplum(Tools tools) {
        var registry = tools.registry();
        var client = tools.client();
        var image = tools.settings().text("cameleer.greenplum.image");
        var rules = new GreenplumRules(client);
        registry.bind("greenplumRules", rules);
        registry.bind("greenplumWorkloads", new GreenplumWorkloads(image));
        registry.bind("greenplumKeys", new SshKeys(client));
        registry.bind("greenplumNodes", new NodeLabels(client));
        registry.bind("greenplumFarewell", new GreenplumFarewell(client, tools.status()));
        registry.bind("greenplumMetrics", new GreenplumMetrics(tools.meters()));
        registry.bind("pxfWorkloads", new PxfWorkloads(image));
        registry.bind(
                "greenplum",
                new Greenplum(
                        client,
                        tools.status(),
                        tools.leads(),
                        tools.clock(),
                        Duration.parse(tools.settings().text("cameleer.greenplum.failover-after"))));
        registry.bind("greenplumAdmission", new GreenplumAdmission(client, rules, tools.secrets()));
    }

    private static void kubeblocks(Tools tools) {
        var registry = tools.registry();
        var client = tools.client();
        var namespaces = tools.settings().list("cameleer.namespaces");
        registry.bind(
                "kubeblocksTemplates",
                new Templates(client, new GoTemplates(tools.settings().seconds("cameleer.kubeblocks.template"))));
        registry.bind("kubeblocksCredentials", new CredentialSecrets(client));
        registry.bind("kubeblocksFarewell", new KubeblocksFarewell(client));
        registry.bind("kubeblocksDefinitionHealth", new DefinitionHealth(client, namespaces, tools.clock()));
        registry.bind("kubeblocksMetrics", new KubeblocksMetrics(tools.meters()));
        registry.bind("kubeblocksAdmission", new KubeblocksAdmission(client));
        var decisions = new OpsDecisions(client, tools.clock());
        registry.bind("opsDecisions", decisions);
        registry.bind("opsWrites", new OpsWrites(client, tools.leads()));
        registry.bind(
                "opsHealth",
                new OpsHealth(decisions, tools.settings().seconds("cameleer.kubeblocks.ops-patience"), tools.clock()));
        registry.bind("opsAdmission", new OpsAdmission(client, decisions));
    }
}
