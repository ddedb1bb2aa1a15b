package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    @Test
    void aTemplateHasOneNameHoweverAProcessOrdersItsLabels() {
        var first = new LinkedHashMap<String, String>();
        List.of("a", "b", "c").forEach(key -> first.put(key, key));
        var second = new LinkedHashMap<String, String>();
        List.of("c", "b", "a").forEach(key -> second.put(key, key));
        assertThat(mark(first)).isNotNull().isEqualTo(mark(second));
        assertThat(mark(first)).isNotEqualTo(mark(Map.of("a", "a")));
    }

    private static String mark(Map<String, String> labels) {
        return Adoption.keep(set(labels), set(labels))
                .getMetadata()
                .getAnnotations()
                .get(Adoption.MARK);
    }

    private static StatefulSet set(Map<String, String> labels) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("demo")
                .withManagedFields(Collections.emptyList())
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
