package io.driftway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the drift report as a page costs beyond the comparison: {@code compare --format html} and {@code --format json} of the same two files, whole processes
 * by turns, and the difference pair by pair. {@code ReportPageCost reference current [rounds]}; needs target/driftway.jar.
 */
public final class ReportPageCost {

    private static final Path FOLDER = Path.of("target", "report-page-cost");

    private ReportPageCost() {}

    private record Run(double seconds, double cpuSeconds, long bytes) {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
        Files.createDirectories(FOLDER);
        List<Run> json = new ArrayList<>();
        List<Run> html = new ArrayList<>();
        compare(args[0], args[1], "json");
        compare(args[0], args[1], "html");
        for (int i = 0; i < rounds; i++) {
            json.add(compare(args[0], args[1], "json"));
            html.add(compare(args[0], args[1], "html"));
            System.out.printf("pair %d: json %s, html %s%n", i + 1, json.getLast(), html.getLast());
        }
        print("json", json);
        print("html", html);
        double[] more = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            more[i] = html.get(i).seconds() - json.get(i).seconds();
        }
        Arrays.sort(more);
        System.out.printf(
                "the page: %.2f s more (%.2f to %.2f), median of %d pairs%n",
                median(more), more[0], more[rounds - 1], rounds);
    }

    private static Run compare(String reference, String current, String format)
            throws IOException, InterruptedException {
        Path out = FOLDER.resolve("report." + format);
        Path said = FOLDER.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        Path.of("target", "driftway.jar").toString(),
                        "compare",
                        "--reference",
                        reference,
                        "--current",
                        current,
                        "--format",
                        format,
                        "--out",
                        out.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        Files.deleteIfExists(out);
        double before = childrenCpuSeconds();
        long begun = System.nanoTime();
        int code = builder.start().waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (code != 0) {
            throw new IllegalStateException(Files.readString(said));
        }
        return new Run(seconds, childrenCpuSeconds() - before, Files.size(out));
    }

    /** Of all processes that this one started and that have ended; Linux counts it in hundredths. */
    private static double childrenCpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static void print(String name, List<Run> runs) {
        System.out.printf(
                "%s: %.2f s wall (%.2f to %.2f), %.2f s CPU, %d bytes%n",
                name,
                median(of(runs, Run::seconds)),
                Arrays.stream(of(runs, Run::seconds)).min().orElseThrow(),
                Arrays.stream(of(runs, Run::seconds)).max().orElseThrow(),
                median(of(runs, Run::cpuSeconds)),
                runs.getLast().bytes());
    }

    private static double[] of(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream().mapToDouble(figure).sorted().toArray();
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(2 - sorted.length % 2)
                .average()
                .orElse(Double.NaN);
    }
}
