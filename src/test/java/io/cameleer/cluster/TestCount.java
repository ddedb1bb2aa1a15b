package io.cameleer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Prints how many tests of each kind ran, from the reports that the runs left. */
public final class TestCount {
    private static final Pattern SUITE = Pattern.compile(
            "<testsuite [^>]*?tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"",
            Pattern.DOTALL);

    private TestCount() {}

    /** Takes the build's folder. */
    public static void main(String[] arguments) throws IOException {
        var target = Path.of(arguments[0]);
        var passed = 0;
        var failed = 0;
        var skipped = 0;
        for (var kind : new String[][] {
            {"unit", "surefire-reports"},
            {"contract (real API server)", "contract-reports"},
            {"end-to-end (real node)", "end-to-end-reports"}
        }) {
            var count = count(target.resolve(kind[1]));
            System.out.printf("%-28s %4d ran, %d failed, %d skipped%n", kind[0], count[0], count[1], count[2]);
            passed += count[0] - count[1] - count[2];
            failed += count[1];
            skipped += count[2];
        }
        System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed, skipped);
    }

    private static int[] count(Path folder) throws IOException {
        var count = new int[3];
        if (Files.isDirectory(folder)) {
            try (var reports = Files.list(folder)) {
                for (var report : reports.filter(
                                file -> file.getFileName().toString().startsWith("TEST-"))
                        .toList()) {
                    var suite = SUITE.matcher(Files.readString(report));
                    if (suite.find()) {
                        count[0] += Integer.parseInt(suite.group(1));
                        count[1] += Integer.parseInt(suite.group(2)) + Integer.parseInt(suite.group(4));
                        count[2] += Integer.parseInt(suite.group(3));
                    }
                }
            }
        }
        return count;
    }
}
