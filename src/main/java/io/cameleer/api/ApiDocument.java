package io.cameleer.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.openapi.BeanConfig;
import org.apache.camel.openapi.RestOpenApiReader;
import org.apache.camel.openapi.RestOpenApiSupport;

/** The OpenAPI document of the REST routes that run, whoever wrote them. */
public final class ApiDocument {
    private final CamelContext context;

    /** Describes the routes of a context. */
    public ApiDocument(CamelContext context) {
        this.context = context;
    }

    /**
     * The document as JSON.
     *
     * @throws ReflectiveOperationException when a route names a type that does not exist
     * @throws java.io.IOException when a definition cannot be read
     */
    public String openApi() throws ReflectiveOperationException, java.io.IOException {
        var config = new BeanConfig();
        config.setInfo(new Info().title("Cameleer").version("v1"));
        config.setLicense("Apache-2.0");
        config.setLicenseUrl("https://www.apache.org/licenses/LICENSE-2.0");
        config.setBasePath("/");
        var rests = context.getCamelContextExtension().getContextPlugin(Model.class).getRestDefinitions().stream()
                .filter(rest -> "/api".equals(rest.getPath()))
                .toList();
        var document =
                new RestOpenApiReader().read(context, rests, config, context.getName(), context.getClassResolver());
        if (document.getComponents() == null) {
            document.setComponents(new Components());
        }
        document.getComponents()
                .addSecuritySchemes(
                        "kubernetes",
                        new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
        document.addSecurityItem(new SecurityRequirement().addList("kubernetes"));
        return RestOpenApiSupport.getJsonFromOpenAPIAsString(document, config);
    }
}
