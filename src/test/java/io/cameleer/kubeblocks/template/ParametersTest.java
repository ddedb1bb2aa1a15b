package io.cameleer.kubeblocks.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.toml | x = 1\\n[log]\\nlevel = \"info\" | log.level | \"debug\" | x = 1\\n[log]\\nlevel = \"debug\"\\n",
                "a.toml | x = 1\\n\\n[log]\\nlevel = 1\\n\\n[wal]\\nsize = 2 | log.dir | \"/l\" | x = 1\\n\\n[log]\\nlevel = 1\\ndir = \"/l\"\\n\\n[wal]\\nsize = 2\\n",
                "a.toml | [log]\\nlevel = 1 | port | 2 | port = 2\\n[log]\\nlevel = 1\\n",
                "postgresql.conf | # max\\nmax_connections = 10\\n | max_connections | 20 | # max\\nmax_connections = 20\\n",
                "redis.conf | appendonly no\\nport 1 | appendonly | yes | appendonly yes\\nport 1\\n",
                "redis.conf | appendonly no | port | 6379 | appendonly no\\nport 6379\\n",
                "a.properties | a.b=1\\nc=2 | a.b | 3 | a.b=3\\nc=2\\n",
                "my.cnf | [mysqld]\\nport=1\\n[client]\\nport=2 | client.port | 3 | [mysqld]\\nport=1\\n[client]\\nport=3\\n",
                "empty.conf | '' | a | 1 | a = 1\\n",
            })
    void oneValueChangesAndNothingElse(String file, String text, String name, String value, String after) {
        assertThat(Parameters.put(file, lines(text), Map.of(name, value))).isEqualTo(lines(after));
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }

    @Test
    void jsonAndYamlKeepTheTypesOfValues() {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("log.level", "debug");
        parameters.put("port", "4000");
        assertThat(Parameters.put("a.json", "{\"log\": {\"dir\": \"/l\"}}", parameters))
                .isEqualToIgnoringWhitespace("{\"log\": {\"dir\": \"/l\", \"level\": \"debug\"}, \"port\": 4000}");
        assertThat(Parameters.put("a.yaml", "log:\n  dir: /l\n", parameters))
                .contains("level: \"debug\"", "dir: \"/l\"", "port: 4000");
        assertThatThrownBy(() -> Parameters.put("a.json", "[1]", parameters))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("not a list");
        assertThatThrownBy(() -> Parameters.put("a.json", "{", parameters))
                .hasMessageContaining("a.json takes no parameters");
        assertThat(Parameters.put("a.json", "{", Map.of())).isEqualTo("{");
    }
}
