package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.Optional;

/** The database's image. */
public record ImageSpec(
        @JsonPropertyDescription("Repository of the image.") @Default("greptime/greptimedb")
        String repository,

        @JsonPropertyDescription("Tag of the image.") @Default("v0.17.0")
        String tag,

        @JsonPropertyDescription("Always, IfNotPresent or Never.")
        @Default("IfNotPresent")
        @Pattern("^(Always|IfNotPresent|Never)$")
        String pullPolicy) {
    /** The defaults. */
    public ImageSpec {
        repository = Optional.ofNullable(repository).orElse("greptime/greptimedb");
        tag = Optional.ofNullable(tag).orElse("v0.17.0");
        pullPolicy = Optional.ofNullable(pullPolicy).orElse("IfNotPresent");
    }
}
