package io.cameleer.greptimedb.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import java.util.Optional;

/** A Grafana beside the database, or one that is elsewhere. */
public record GrafanaSpec(
        @JsonPropertyDescription("Whether there is one beside the database.") @Default("true")
        Boolean enabled,

        @JsonPropertyDescription("Number of replicas.") @Default("1") @Min(1)
        Integer replicas,

        @JsonPropertyDescription("Image of Grafana.") @Default("grafana/grafana:latest")
        String image,

        @JsonPropertyDescription("CPU and memory.") ResourceSpec resources,

        @JsonPropertyDescription("Password of admin; the operator keeps it in a Secret of its own.")
        @Default("greptime")
        String adminPassword,

        @JsonPropertyDescription("Secret with the key adminPassword; it wins over adminPassword.")
        String adminPasswordSecretRef,

        @JsonPropertyDescription("How people reach it.") ServiceSpec service,

        @JsonPropertyDescription("ConfigMaps whose keys are dashboards as JSON.")
        List<String> dashboardConfigMaps,

        @JsonPropertyDescription("A Grafana elsewhere that is told of this database.")
        External externalGrafana) {
    /** The defaults. */
    public GrafanaSpec {
        enabled = Optional.ofNullable(enabled).orElse(true);
        replicas = Optional.ofNullable(replicas).orElse(1);
        image = Optional.ofNullable(image).orElse("grafana/grafana:latest");
        adminPassword = Optional.ofNullable(adminPassword).orElse("greptime");
        service = Optional.ofNullable(service).orElse(new ServiceSpec(null, null));
        dashboardConfigMaps = Optional.ofNullable(dashboardConfigMaps).orElse(List.of());
        externalGrafana = Optional.ofNullable(externalGrafana).orElse(new External(null, null, null));
    }

    /** Whether a Secret of the user holds the password. */
    @JsonIgnore
    public boolean hasPasswordSecret() {
        return adminPasswordSecretRef != null && !adminPasswordSecretRef.isBlank();
    }

    /** The name never tells the password. */
    @Override
    public String toString() {
        return "grafana " + image;
    }

    /** A Grafana elsewhere. */
    public record External(
            @Default("false") @JsonPropertyDescription("Whether to tell it of this database.")
            Boolean enabled,

            @JsonPropertyDescription("Its address.") @Pattern("^https?://.+")
            String url,

            @JsonPropertyDescription("Secret with the key apiKey.")
            String apiKeySecretRef) {
        /** The defaults. */
        public External {
            enabled = Optional.ofNullable(enabled).orElse(false);
        }
    }
}
