package io.cameleer.prometheus.set;

import io.cameleer.prometheus.PrometheusCluster;

/**
 * A cluster whose template is not as it should be.
 *
 * @param wanted the template that it should have, null for none
 */
public record TemplateChange(PrometheusCluster cluster, BackupTemplate wanted) {}
