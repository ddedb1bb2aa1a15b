package io.cameleer.greenplum.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** The service by which external tables are read. */
public record PxfReference(
        @JsonPropertyDescription("Name of a GreenplumPXFService in the same namespace.") @Size(max = 253)
        String serviceName) {}
