package io.cameleer.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.cameleer.backup.BackupSpec;
import io.cameleer.prometheus.PrometheusCluster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreSpecTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{}                                                   | -             | prod/demo  | bucket/demo/",
                "{}                                                   | '{namespace}' | prod/demo  | bucket/prod/demo/",
                "{cluster: other}                                     | '{namespace}' | prod/other | bucket/prod/other/",
                "{cluster: dev/demo}                                  | 't/{namespace}' | dev/demo | bucket/t/dev/demo/",
                "{cluster: dev/demo, prefix: old}                     | '{namespace}' | dev/demo   | bucket/old/demo/",
                "{prefix: 'old/{namespace}'}                          | -             | prod/demo  | bucket/old/prod/demo/",
                "{prefix: 'old/{namespace}', cluster: dev/a, bucket: b} | x           | dev/a      | b/old/dev/a/"
            })
    void theFolderAndItsOwnerAreThoseOfTheClusterThatIsNamed(String text, String prefix, String owner, String where)
            throws Exception {
        var yaml = new ObjectMapper(new YAMLFactory());
        var spec = yaml.readValue(text, RestoreSpec.class);
        var backups = yaml.readValue(
                "{bucket: bucket" + (prefix == null ? "" : ", prefix: '" + prefix + "'") + "}", BackupSpec.class);
        var object = new PrometheusCluster();
        object.getMetadata().setName("demo");
        object.getMetadata().setNamespace("prod");

        var source = spec.source(object);
        assertThat(source.toString()).isEqualTo("PrometheusCluster " + owner);
        assertThat(spec.location(backups, source.namespace()).where(source.name()))
                .isEqualTo(where);
    }
}
