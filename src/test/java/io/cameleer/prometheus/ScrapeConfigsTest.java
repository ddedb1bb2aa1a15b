package io.cameleer.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeConfigsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "- {job_name: a, s3cret}",
                "- {job_name: a, scheme: s3cret}",
                "- {job_name: a, basic_auth: {username: u, s3cret-password}}",
                "- {job_name: a, params: {s3cret: 1}}",
                "- {job_name: a, static_configs: [{labels: {s3cret: []}}]}",
                "- {job_name: a, static_configs: [{targets: ['user:s3cret@/x']}]}",
                "- {job_name: a, static_configs: [{targets: ['a\" s3cret/x']}]}",
                "- {job_name: s3cret}\n- {job_name: s3cret}"
            })
    void whatIsWrongInASecretIsToldWithoutAWordOfIt(String content) {
        assertThat(ScrapeConfigs.violations(new ScrapeConfigs.Text(content, true)))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.toString())
                        .doesNotContain("s3cret")
                        .startsWith("spec.additionalScrapeConfigs.secretRef["));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad \"s3cret\" here",
                "bad \"a\\\"s3cret\" here",
                "bad `s3cret` here",
                "bad \"s3cret",
                "bad `s3cret"
            })
    void quotationsOfATextAreLeftOut(String words) {
        assertThat(new ScrapeConfigs.Text("", true).harmless(words))
                .startsWith("bad …")
                .doesNotContain("s3cret");
    }

    @Test
    void aFieldThatPromtoolDoesNotKnowIsNotNamed() {
        assertThat(new ScrapeConfigs.Text("", true).harmless("line 5: field s3cret not found in type config.plain"))
                .isEqualTo("line 5: field … not found in type config.plain");
    }
}
