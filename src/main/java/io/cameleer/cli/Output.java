package io.cameleer.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** How results are printed. */
final class Output {
    /** The forms. */
    enum Form {
        /** For people. */
        TABLE,
        /** For programs. */
        JSON,
        /** For both. */
        YAML
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, json or yaml; table when absent.")
    private Form form;

    /** Prints a result: its columns as a table, or itself. */
    void print(PrintWriter out, Object result, List<String> header, List<List<String>> rows) {
        try {
            switch (form) {
                case JSON ->
                    out.println(new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                            .writeValueAsString(result));
                case YAML ->
                    out.print(YAMLMapper.builder()
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .defaultPropertyInclusion(JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                            .build()
                            .writeValueAsString(result));
                case TABLE -> table(out, header, rows);
            }
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void table(PrintWriter out, List<String> header, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        all.add(header);
        all.addAll(rows);
        var widths = IntStream.range(0, header.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (var row : all) {
            out.println(IntStream.range(0, row.size())
                    .mapToObj(column -> column == row.size() - 1
                            ? row.get(column)
                            : row.get(column)
                                    + " "
                                            .repeat(widths[column]
                                                    - row.get(column).length()
                                                    + 3))
                    .collect(Collectors.joining())
                    .stripTrailing());
        }
    }

    /** A number of bytes for people, as 1.5 GiB. */
    static String size(long bytes) {
        var units = List.of("B", "KiB", "MiB", "GiB", "TiB");
        var value = (double) bytes;
        var unit = 0;
        while (value >= 1024 && unit < units.size() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(java.util.Locale.ROOT, "%.1f %s", value, units.get(unit));
    }
}
