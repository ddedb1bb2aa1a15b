package io.cameleer;

import io.cameleer.failover.Failovers;
import io.cameleer.prometheus.ClusterMetrics;
import io.cameleer.prometheus.ConfigCheck;
import io.cameleer.prometheus.PrometheusAdmission;
import io.cameleer.prometheus.ScrapeConfigs;
import io.cameleer.prometheus.set.BackupTemplates;
import io.cameleer.prometheus.set.ClusterSetAdmission;

/** The beans of the database families, as far as their route files do not make them themselves. */
final class FamilyBeans {
    private FamilyBeans() {}

    static void bind(Tools tools) {
        prometheus(tools);
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
                        tools.term(),
                        tools.settings().number("cameleer.failover.per-minute")));
    }
}
