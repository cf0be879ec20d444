package io.driftway.spark;

import io.driftway.core.profile.Profile;
import io.driftway.format.BatchFormats;
import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.Table;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** CSV files with the same columns as one table. Each part of a file is counted by one task, by Driftway's own reader. */
final class CsvTable implements Table {

    private final SparkSession spark;
    private final String name;
    private final List<FileStatus> files;
    private final long piece;
    private final List<String> header;
    private @Nullable List<Part> parts;

    /**
     * @param name of the table, for messages
     * @param files at least one
     * @param piece bytes of a file that are one part, about
     */
    CsvTable(SparkSession spark, String name, List<FileStatus> files, long piece) {
        this.spark = spark;
        this.name = name;
        this.files = files;
        this.piece = piece;
        try (InputStream in =
                opening(files.getFirst().getPath().toString(), hadoop().value()).at(0)) {
            header = CsvReader.header(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public Set<String> truths() {
        return Set.of();
    }

    @Override
    public FileProfile.Summarised profile(Map<String, ColumnKind> given) {
        return counted(Wanted.all(given));
    }

    @Override
    public FileProfile.Summarised profileLike(Profile pinned, Set<String> open) {
        return counted(Wanted.like(pinned, open));
    }

    private FileProfile.Summarised counted(Wanted wanted) {
        SerializableConfiguration hadoop = hadoop();
        List<String> columns = header;
        JavaRDD<byte[]> counted = each(parts()).map(part -> {
            try (InputStream in = part.range().open(opening(part.file(), hadoop.value()))) {
                return CsvProfiler.part(part.label(), in, wanted, columns).write();
            }
        });
        return Parts.merged(counted, new PartialProfile(0, 0, List.of()), name, wanted);
    }

    /** Some records of a file. */
    private record Part(String file, CsvSplit.Range range) implements Serializable {

        /** Says from where lines are counted. */
        String label() {
            String base = new Path(file).getName();
            return range.from() == 0 ? base : base + String.format(Locale.ROOT, ", after byte %,d", range.from());
        }
    }

    private List<Part> parts() {
        List<Part> known = parts;
        if (known == null) {
            SerializableConfiguration hadoop = hadoop();
            known = cut();
            List<Part> quoted =
                    known.stream().filter(part -> part.range().quoted()).toList();
            if (!quoted.isEmpty()
                    && each(quoted)
                            .map(part -> part.range().isInDoubt(opening(part.file(), hadoop.value())))
                            .reduce((one, other) -> one || other)) {
                known = files.stream()
                        .map(file -> new Part(file.getPath().toString(), CsvSplit.Range.whole(file.getLen())))
                        .toList();
            }
            parts = known;
        }
        return known;
    }

    private <T> JavaRDD<T> each(List<T> all) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(all, all.size());
    }

    private List<Part> cut() {
        SerializableConfiguration hadoop = hadoop();
        List<Part> all = new ArrayList<>();
        for (FileStatus status : files) {
            String file = status.getPath().toString();
            byte[] row = status.getLen() > piece ? headerRow(file) : new byte[0];
            if (row.length == 0) {
                all.add(new Part(file, CsvSplit.Range.whole(status.getLen())));
            } else {
                long[] ends = CsvSplit.pieces(status.getLen(), piece);
                List<CsvSplit> pieces = each(IntStream.range(0, ends.length - 1)
                                .boxed()
                                .toList())
                        .map(i -> CsvSplit.of(opening(file, hadoop.value()), ends[i], ends[i + 1]))
                        .collect();
                CsvSplit.ranges(pieces, status.getLen(), row).forEach(range -> all.add(new Part(file, range)));
            }
        }
        return all;
    }

    /** Returns the bytes of the header row; none where the file is packed, or has no line end near its beginning. */
    private byte[] headerRow(String file) {
        try (InputStream in = opening(file, hadoop().value()).at(0)) {
            byte[] head = in.readNBytes(CsvSplit.MOST_HEADER);
            return BatchFormats.isPlainCsv(file, head) ? CsvSplit.header(head) : new byte[0];
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private SerializableConfiguration hadoop() {
        return new SerializableConfiguration(spark.sessionState().newHadoopConf());
    }

    private static CsvSplit.Opening opening(String file, Configuration hadoop) {
        Path path = new Path(file);
        return from -> {
            FSDataInputStream in = path.getFileSystem(hadoop).open(path);
            in.seek(from);
            return in;
        };
    }
}
