package io.cameleer.greenplum.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a master's pod prints when it is looked at, line by line. */
final class ReportText {
    private ReportText() {}

    static Report of(String text) {
        var data = Report.Data.NONE;
        var timeline = 0;
        var step = Report.Step.NONE;
        var segments = new ArrayList<Segment>();
        var streams = false;
        var expanding = false;
        var whole = false;
        for (var line : text.lines().toList()) {
            var words = line.split("\\|", -1);
            switch (words[0]) {
                case "step" -> step = step(words);
                case "data" -> {
                    data = words[1].equals("standby") ? Report.Data.STANDBY : Report.Data.MASTER;
                    timeline = words[2].matches("\\d+") ? Integer.parseInt(words[2]) : 0;
                }
                case "segment" -> segments.add(segment(words));
                case "standby" -> streams |= words[1].equals("streaming");
                case "gpexpand" -> expanding = !words[1].equals("0");
                case "whole" -> whole = true;
                default -> {
                    // Whatever else a shell prints at its start.
                }
            }
        }
        var catalog = segments.isEmpty()
                ? Optional.<Catalog>empty()
                : Optional.of(new Catalog(List.copyOf(segments), streams, expanding, whole));
        return new Report(data, timeline, catalog, step);
    }

    private static Report.Step step(String[] words) {
        return words[1].equals("running")
                ? new Report.Step(true, words[2], null, 0)
                : new Report.Step(false, words[2], words[4], Long.parseLong(words[3]));
    }

    private static Segment segment(String[] words) {
        return new Segment(
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                words[3].charAt(0),
                words[4].charAt(0),
                words[5].equals("s"),
                words[6].equals("u"),
                words[7]);
    }
}
