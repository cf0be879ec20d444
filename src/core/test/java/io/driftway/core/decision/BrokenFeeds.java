package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import io.driftway.demo.Customers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Rows of three kinds, and the faults of a feed and the real shifts that can be planted in them. */
final class BrokenFeeds {

    private static final long SEED = 20;

    private BrokenFeeds() {}

    /** Where rows come from. */
    enum Source {
        /** The customers of the demo. */
        CUSTOMERS,
        /** Orders of a shop, with cycles, flags, decimals and a column of many labels. */
        ORDERS;

        Batch draw(int seed, int rows) {
            return switch (this) {
                case CUSTOMERS -> customers(seed, rows);
                case ORDERS -> orders(new SplittableRandom(SEED + seed), rows);
            };
        }
    }

    /**
     * A fault to plant.
     *
     * @param columns it is in; empty where it is the batch as a whole
     */
    record Planted(String name, Fault.Kind kind, List<String> columns, UnaryOperator<Batch> change) {

        /** Tells whether the checks name this fault first. */
        boolean isFirst(List<Fault> faults) {
            return !faults.isEmpty()
                    && faults.getFirst().kind() == kind
                    && faults.getFirst().columns().stream().sorted().toList().equals(columns);
        }

        @Override
        public String toString() {
            return name + (columns.isEmpty() ? "" : " of " + String.join(" and ", columns));
        }
    }

    private static Batch customers(int seed, int rows) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(SEED + seed).write(csv, rows, 0, false);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return parsed(csv.toString(StandardCharsets.UTF_8).lines().toList(), List.of(Customers.ID));
    }

    /** The rows of a file of which each cell is plain, without some columns. A column is of numbers where all cells are, or are blank. */
    static Batch parsed(List<String> lines, List<String> without) {
        String[] header = lines.getFirst().split(",", -1);
        String[][] cells =
                lines.stream().skip(1).map(line -> line.split(",", -1)).toArray(String[][]::new);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < header.length; i++) {
            int place = i;
            if (!without.contains(header[i])) {
                String[] texts =
                        Arrays.stream(cells).map(row -> row[place].strip()).toArray(String[]::new);
                columns.add(
                        Arrays.stream(texts).allMatch(text -> text.isEmpty() || text.matches("-?[0-9.]+"))
                                ? new NumericColumn(
                                        header[i],
                                        Arrays.stream(texts)
                                                .mapToDouble(
                                                        text -> text.isEmpty() ? Double.NaN : Double.parseDouble(text))
                                                .toArray())
                                : labels(header[i], texts));
            }
        }
        return new Batch("rows", columns, cells.length);
    }

    private static CategoricalColumn labels(String name, String[] texts) {
        List<String> dictionary = Arrays.stream(texts)
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .toList();
        Map<String, Integer> codes = new LinkedHashMap<>();
        dictionary.forEach(label -> codes.put(label, codes.size()));
        return new CategoricalColumn(
                name,
                dictionary,
                Arrays.stream(texts)
                        .mapToInt(text -> codes.getOrDefault(text, -1))
                        .toArray());
    }

    private static Batch orders(SplittableRandom random, int rows) {
        double[][] numbers = new double[10][rows];
        String[][] labels = new String[4][rows];
        for (int row = 0; row < rows; row++) {
            double peak =
                    random.nextDouble() < 0.45 ? 10 + 2 * random.nextGaussian() : 19 + 2.5 * random.nextGaussian();
            int hour =
                    random.nextDouble() < 0.06 ? random.nextInt(24) : (int) Math.floorMod((long) Math.floor(peak), 24L);
            double price = Math.rint(100 * Math.exp(3 + 0.8 * random.nextGaussian())) / 100;
            int items = 1;
            while (random.nextDouble() < 0.45) {
                items++;
            }
            numbers[0][row] = hour;
            numbers[1][row] = price;
            // Most weights are whole.
            double weight = Math.exp(2 + 0.6 * random.nextGaussian());
            numbers[2][row] = random.nextDouble() < 0.7 ? Math.ceil(weight) : Math.rint(10 * weight) / 10;
            numbers[3][row] = items;
            numbers[4][row] = random.nextDouble() < 0.3 ? 1 : 0;
            numbers[5][row] = Math.rint(100 * 250 * random.nextGaussian()) / 100;
            numbers[6][row] = random.nextDouble() < 0.85 ? 0 : 5 * (1 + random.nextInt(6));
            numbers[7][row] =
                    random.nextDouble() < 0.08 ? Double.NaN : Math.rint(40 * Math.pow(random.nextDouble(), 2));
            numbers[8][row] = 1_700_000_000L + random.nextInt(90 * 86_400);
            numbers[9][row] = items * price;
            labels[0][row] = "L" + (int) (80 * Math.pow(random.nextDouble(), 2.5));
            labels[1][row] = random.nextDouble() < 0.55 ? "web" : random.nextDouble() < 0.6 ? "app" : "shop";
            labels[2][row] = random.nextDouble() < 0.8 ? "no" : "yes";
            labels[3][row] = String.format(Locale.ROOT, "%02d", (hour + (random.nextDouble() < 0.7 ? 1 : 2)) % 24);
        }
        String[] names = {"hour", "price", "weight", "items", "gift", "balance", "discount", "visits", "at", "total"};
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            columns.add(new NumericColumn(names[i], numbers[i]));
        }
        String[] labelled = {"place", "channel", "returned", "packed"};
        for (int i = 0; i < labelled.length; i++) {
            columns.add(labels(labelled[i], labels[i]));
        }
        return new Batch("rows", columns, rows);
    }

    static List<String> names(Batch rows) {
        return rows.columns().stream().map(Column::name).toList();
    }

    static Profile profile(Batch rows) {
        return Profile.of(rows, names(rows));
    }

    /** The checks for a reference whose profile is kept as a baseline is. */
    static Feed feed(Batch reference) {
        Profile profile = profile(reference);
        return new Feed(
                profile.capped(Profile.MAX_CATEGORIES),
                StructuralMissing.of(reference, profile),
                RowRepeats.of(reference, names(reference)).equalPairs());
    }

    static List<Fault> faults(Feed feed, Batch rows) {
        return feed.faults(profile(rows), new Delivery(RowRepeats.of(rows, names(rows)), null, List.of()));
    }

    /** The faults that fit the columns of a reference, each in every column that it fits. */
    static List<Planted> faults(Batch reference, SplittableRandom random) {
        List<Planted> faults = new ArrayList<>();
        Profile profile = profile(reference);
        for (Column column : reference.columns()) {
            String name = column.name();
            faults.add(in(name, "constant", Fault.Kind.CONSTANT, BrokenFeeds::constant));
            faults.add(in(name, "nulls 20 %", Fault.Kind.MISSING, cells -> blanked(cells, 0.2, random)));
            faults.add(in(name, "nulls", Fault.Kind.MISSING, cells -> blanked(cells, 1, random)));
            switch (profile.column(name).orElseThrow()) {
                case NumericProfile numbers -> {
                    for (double factor : new double[] {1000, 0.001, 100}) {
                        faults.add(in(name, "x" + factor, Fault.Kind.SCALE, cells -> mapped(cells, x -> x * factor)));
                    }
                    if (Arrays.stream(numbers.values()).anyMatch(x -> x != Math.rint(x))) {
                        faults.add(in(
                                name,
                                "comma lost",
                                Fault.Kind.SCALE,
                                cells -> mapped(cells, BrokenFeeds::withoutPoint)));
                    }
                    if (name.equals("hour")) {
                        for (int step : new int[] {2, 5, 8, 18}) {
                            faults.add(in(
                                    name,
                                    "+" + step + " h",
                                    Fault.Kind.ROTATED,
                                    cells -> mapped(cells, x -> (x + step) % 24)));
                        }
                    }
                }
                case CategoricalProfile labels -> {
                    String most = labels.counts().entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .orElseThrow()
                            .getKey();
                    if (!other(most).equals(most)) {
                        faults.add(in(
                                name, "other case", Fault.Kind.UNSEEN, cells -> relabelled(cells, BrokenFeeds::other)));
                    }
                    faults.add(in(
                            name,
                            "renamed",
                            Fault.Kind.UNSEEN,
                            cells -> relabelled(cells, label -> "code " + label.hashCode())));
                    faults.add(in(
                            name,
                            "one renamed",
                            Fault.Kind.UNSEEN,
                            cells -> relabelled(cells, label -> label.equals(most) ? "former " + label : label)));
                    if (name.equals("packed")) {
                        faults.add(in(
                                name,
                                "+5 h",
                                Fault.Kind.ROTATED,
                                cells -> relabelled(
                                        cells,
                                        label -> String.format(
                                                Locale.ROOT, "%02d", (Integer.parseInt(label) + 5) % 24))));
                    }
                }
            }
        }
        List<Column> columns = reference.columns();
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                if (columns.get(i).getClass() == columns.get(j).getClass()
                        && Feed.distance(
                                        profile.columns().get(i),
                                        profile.columns().get(j))
                                >= 0.3) {
                    String one = columns.get(i).name();
                    String other = columns.get(j).name();
                    faults.add(new Planted(
                            "swapped",
                            Fault.Kind.SWAPPED,
                            List.of(one, other).stream().sorted().toList(),
                            rows -> swapped(rows, one, other)));
                }
            }
        }
        for (int share : new int[] {5, 10, 30}) {
            faults.add(new Planted(
                    "repeated " + share + " %",
                    Fault.Kind.REPEATED,
                    List.of(),
                    rows -> rows.select(IntStream.range(0, rows.rows())
                            .map(row -> row < rows.rows() * share / 100 ? rows.rows() - 1 - row : row)
                            .toArray())));
        }
        faults.add(new Planted(
                "every row twice",
                Fault.Kind.REPEATED,
                List.of(),
                rows -> rows.select(
                        IntStream.range(0, rows.rows()).map(row -> row / 2).toArray())));
        faults.add(new Planted(
                "a tenth ten times",
                Fault.Kind.REPEATED,
                List.of(),
                rows -> rows.select(IntStream.range(0, rows.rows())
                        .map(row -> row % (rows.rows() / 10))
                        .toArray())));
        return faults;
    }

    private static String other(String label) {
        String upper = label.toUpperCase(Locale.ROOT);
        return label.equals(upper) ? label.toLowerCase(Locale.ROOT) : upper;
    }

    private static Planted in(String name, String what, Fault.Kind kind, UnaryOperator<Column> change) {
        return new Planted(what, kind, List.of(name), rows -> with(rows, name, change));
    }

    private static Batch with(Batch rows, String name, UnaryOperator<Column> change) {
        return new Batch(
                rows.name(),
                rows.columns().stream()
                        .map(column -> column.name().equals(name) ? change.apply(column) : column)
                        .toList(),
                rows.rows());
    }

    private static Column mapped(Column column, DoubleUnaryOperator change) {
        return new NumericColumn(
                column.name(),
                Arrays.stream(((NumericColumn) column).values()).map(change).toArray());
    }

    private static double withoutPoint(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        String text = new BigDecimal(Double.toString(x)).stripTrailingZeros().toPlainString();
        return Double.parseDouble(text.replace(".", ""));
    }

    private static Column relabelled(Column column, UnaryOperator<String> change) {
        CategoricalColumn labels = (CategoricalColumn) column;
        return labels(
                column.name(),
                Arrays.stream(labels.codes())
                        .mapToObj(code ->
                                code < 0 ? "" : change.apply(labels.dictionary().get(code)))
                        .toArray(String[]::new));
    }

    /** The first value of a column throughout. */
    private static Column constant(Column column) {
        int first =
                switch (column) {
                    case NumericColumn(var _, double[] values) ->
                        IntStream.range(0, values.length)
                                .filter(row -> Double.isFinite(values[row]))
                                .findFirst()
                                .orElseThrow();
                    case CategoricalColumn(var _, var _, int[] codes) ->
                        IntStream.range(0, codes.length)
                                .filter(row -> codes[row] >= 0)
                                .findFirst()
                                .orElseThrow();
                    default -> throw new AssertionError();
                };
        return column.select(
                IntStream.generate(() -> first).limit(column.size()).toArray());
    }

    private static Column blanked(Column column, double share, SplittableRandom random) {
        return switch (column) {
            case CategoricalColumn labels ->
                new CategoricalColumn(
                        labels.name(),
                        labels.dictionary(),
                        Arrays.stream(labels.codes())
                                .map(code -> random.nextDouble() < share ? -1 : code)
                                .toArray());
            default -> mapped(column, x -> random.nextDouble() < share ? Double.NaN : x);
        };
    }

    private static Batch swapped(Batch rows, String one, String other) {
        Column a = rows.column(one).orElseThrow();
        Column b = rows.column(other).orElseThrow();
        return with(with(rows, one, _ -> named(b, one)), other, _ -> named(a, other));
    }

    private static Column named(Column column, String name) {
        return switch (column) {
            case NumericColumn numbers -> new NumericColumn(name, numbers.values());
            case CategoricalColumn labels -> new CategoricalColumn(name, labels.dictionary(), labels.codes());
            default -> throw new AssertionError();
        };
    }

    /**
     * Draws rows of a pool, none twice, by weights that depend on one to three of its columns: a real shift.
     *
     * @param strength the standard deviation of the logarithm of weights, for each column
     */
    static Batch shifted(Batch pool, int rows, double strength, SplittableRandom random) {
        double[] weight = new double[pool.rows()];
        for (int drawn = 1 + random.nextInt(3); drawn > 0; drawn--) {
            Column column = pool.columns().get(random.nextInt(pool.columns().size()));
            double direction = random.nextBoolean() ? strength : -strength;
            switch (column) {
                case NumericColumn(var _, double[] values) -> {
                    double[] present = Arrays.stream(values)
                            .filter(Double::isFinite)
                            .sorted()
                            .toArray();
                    double mean = Arrays.stream(present).average().orElse(0);
                    double sd = Math.sqrt(Arrays.stream(present)
                            .map(x -> (x - mean) * (x - mean))
                            .average()
                            .orElse(0));
                    double cut = present[random.nextInt(present.length)];
                    boolean step = random.nextInt(3) == 0;
                    for (int row = 0; row < weight.length; row++) {
                        if (Double.isFinite(values[row])) {
                            weight[row] += step
                                    ? (values[row] > cut ? 2 * direction : 0)
                                    : direction * Math.clamp((values[row] - mean) / sd, -3, 3);
                        }
                    }
                }
                case CategoricalColumn(var _, var dictionary, int[] codes) -> {
                    double[] of = dictionary.stream()
                            .mapToDouble(_ -> strength * random.nextGaussian())
                            .toArray();
                    for (int row = 0; row < weight.length; row++) {
                        weight[row] += codes[row] < 0 ? 0 : of[codes[row]];
                    }
                }
                default -> throw new AssertionError();
            }
        }
        // The keys of Efraimidis and Spirakis: sampling by weight without replacement.
        double[] keys = Arrays.stream(weight)
                .map(log -> Math.log(-Math.log(random.nextDouble())) - log)
                .toArray();
        return pool.select(IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> keys[row]))
                .limit(rows)
                .mapToInt(Integer::intValue)
                .toArray());
    }

    static Batch telco(Path file) throws IOException {
        return parsed(Files.readAllLines(file), List.of("customerID", "Churn"));
    }

    /** So many rows, none twice. */
    static Batch some(Batch pool, int rows, SplittableRandom random) {
        return shifted(pool, rows, 0, random);
    }
}
