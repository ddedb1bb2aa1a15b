package io.cameleer.kubeblocks.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplatesTest {
    private static final JsonNode DATA = new KubernetesSerialization().unmarshal("""
            cluster: {metadata: {name: shop, namespace: n}}
            component: {name: meta, replicas: 3}
            hosts: [a, b]
            podSpec:
              containers:
              - name: main
                args: [start, --data=/d, --level, debug]
                env: [{name: MODE, value: fast}, {name: SECRET, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                ports: [{name: sql, containerPort: 3306}]
                resources: {limits: {cpu: 1500m, memory: 1.5Gi}, requests: {memory: 1G}}
                volumeMounts: [{name: data, mountPath: /var/lib}]
              volumes: [{name: data, emptyDir: {}}]
            """, JsonNode.class);

    private final GoTemplates templates = new GoTemplates(Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = (char) 1,
            value = {
                "{{ .cluster.metadata.name }} => shop",
                "{{- /* no word */ -}} {{ .component.name | upper | quote }} => \"META\"",
                "{{ range $i, $h := .hosts }}{{ if $i }},{{ end }}{{ $h }}:{{ add $i 1 }}{{ end }} => a:1,b:2",
                "{{ if and (eq .component.replicas 3) (not .tls) }}three{{ else }}other{{ end }} => three",
                "{{ with .absent }}x{{ else }}none{{ end }} => none",
                "{{ define `x` }}<{{ . }}>{{ end }}{{ template `x` .component.name }} => <meta>",
                "{{ $c := getContainerByName .podSpec.containers `main` }}{{ (getPortByName $c `sql`).containerPort }} => 3306",
                "{{ $c := index .podSpec.containers 0 }}{{ getEnvByName $c `MODE` }} => fast",
                "{{ $c := index .podSpec.containers 0 }}{{ getArgByName $c `data` }} {{ getArgByName $c `level` }} => /d debug",
                "{{ $c := index .podSpec.containers 0 }}{{ getVolumePathByName $c `data` }} => /var/lib",
                "{{ (getPVCByName .podSpec.volumes `data`).name }} {{ if getPVCByName .podSpec.volumes `no` }}x{{ end }} => data",
                "{{ $c := index .podSpec.containers 0 }}{{ getContainerCPU $c }} {{ getContainerMemory $c }} {{ getContainerRequestMemory $c }} => 2 1610612736 1000000000",
                "{{ printf `%05d` .component.replicas }} {{ int64 7 | mul 6 }} {{ list 1 2 | join `+` }} => 00003 42 1+2",
                "{{ getCAFile }} => /etc/pki/tls/ca.pem",
            })
    void whatAddOnsWriteIsRenderedAsGoDoes(String template, String result) {
        assertThat(templates.render("t", template.replace('`', '"'), DATA).strip())
                .isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = (char) 1,
            value = {
                "{{ nosuch 1 }} => template: conf/my.cnf:2: function \"nosuch\" not defined",
                "{{ if }} => template: conf/my.cnf:2: missing value for if",
                "{{ .cluster => template: conf/my.cnf:2: unclosed action",
                "{{ .cluster.metadata.nam }} => conf/my.cnf:2:3: executing \"conf/my.cnf\" at <printed \".cluster.metadata.nam\">",
                "{{ .cluster.metadata.nam }} => {{ .cluster.metadata.nam }} stands for nothing",
                "{{ getEnvByName (index .podSpec.containers 0) \"NO\" }} => my.cnf:2:3: executing",
                "{{ getEnvByName (index .podSpec.containers 0) \"NO\" }} => there is no environment variable \"NO\"",
                "{{ getEnvByName (index .podSpec.containers 0) \"SECRET\" }} => has no value of its own",
                "{{ env \"HOME\" }} => function \"env\" not defined",
                "{{ randInt 1 9 }} => function \"randInt\" not defined",
                "{{ index .hosts 7 }} => index out of range",
            })
    void whatCannotBeRenderedIsNamedWithItsPlace(String template, String message) {
        assertThatThrownBy(() -> templates.render("conf/my.cnf", "first line\n" + template, DATA))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTemplateCannotHoldTheOperatorUpNorFillIt() {
        var hasty = new GoTemplates(Duration.ofSeconds(2));
        assertThatThrownBy(() -> hasty.render("t", "{{ range until 200000000 }}{{ end }}", DATA))
                .isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> templates.render("t", "{{ range until 20000000 }}xxxxxxxxxxxxxxxxxx{{ end }}", DATA))
                .isInstanceOf(TemplateException.class);
        assertThat(templates.render("t", "{{ .component.name }}", DATA)).isEqualTo("meta");
    }
}
