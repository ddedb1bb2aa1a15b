package io.cameleer.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionsTest {
    @Test
    void theChartHasTheDefinitionsThatTheJavaTypesDescribe() throws IOException {
        for (var file : CustomResourceDefinitions.generate().entrySet()) {
            assertThat(Files.readString(CustomResourceDefinitions.FOLDER.resolve(file.getKey())))
                    .as("%s: run `mvn -Pcrds` and commit what it writes", file.getKey())
                    .isEqualTo(file.getValue());
        }
    }
}
