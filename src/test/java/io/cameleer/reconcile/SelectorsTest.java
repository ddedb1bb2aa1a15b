package io.cameleer.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {
    private static final Map<String, String> LABELS = Map.of("tier", "gold", "team", "a");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                   | true",
                "{matchLabels: {tier: gold}}                                          | true",
                "{matchLabels: {tier: gold, team: b}}                                 | false",
                "{matchExpressions: [{key: tier, operator: In, values: [gold, iron]}]} | true",
                "{matchExpressions: [{key: none, operator: In, values: [gold]}]}      | false",
                "{matchExpressions: [{key: tier, operator: NotIn, values: [gold]}]}   | false",
                "{matchExpressions: [{key: none, operator: NotIn, values: [gold]}]}   | true",
                "{matchExpressions: [{key: tier, operator: Exists}]}                  | true",
                "{matchExpressions: [{key: none, operator: Exists}]}                  | false",
                "{matchExpressions: [{key: none, operator: DoesNotExist}]}            | true",
                "{matchLabels: {team: a}, matchExpressions: [{key: tier, operator: DoesNotExist}]} | false"
            })
    void aSelectorMatchesAsItDoesInKubernetes(String selector, boolean matches) {
        assertThat(Selectors.matches(selector(selector), LABELS)).isEqualTo(matches);
        assertThat(Selectors.problem(selector(selector))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{matchExpressions: [{key: tier, operator: In}]}                  | needs values for tier In",
                "{matchExpressions: [{key: tier, operator: Exists, values: [a]}]} | must have no values for tier Exists",
                "{matchExpressions: [{key: tier, operator: Gt, values: ['1']}]}   | has the operator \"Gt\" for tier"
            })
    void whatKubernetesWouldRefuseIsNamed(String selector, String problem) {
        assertThat(Selectors.problem(selector(selector))).contains(problem);
    }

    @Test
    void anObjectWithoutLabelsMatchesAnEmptySelectorOnly() {
        assertThat(Selectors.matches(selector("{}"), null)).isTrue();
        assertThat(Selectors.matches(selector("{matchLabels: {a: b}}"), null)).isFalse();
    }

    private static LabelSelector selector(String yaml) {
        return new KubernetesSerialization().unmarshal("---\n" + yaml, LabelSelector.class);
    }
}
