package io.driftway.spark;

import io.driftway.core.profile.Profile;
import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.csv.CsvReader;
import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.Table;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** CSV files with the same columns as one table: each file is counted by one task, by Driftway's own reader. */
final class CsvTable implements Table {

    private final SparkSession spark;
    private final String name;
    private final List<String> files;
    private final List<String> header;

    /**
     * @param name of the table, for messages
     * @param files their addresses, at least one
     */
    CsvTable(SparkSession spark, String name, List<String> files) {
        this.spark = spark;
        this.name = name;
        this.files = files;
        try (InputStream in = open(files.getFirst(), spark.sessionState().newHadoopConf())) {
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
        SerializableConfiguration hadoop =
                new SerializableConfiguration(spark.sessionState().newHadoopConf());
        List<String> columns = header;
        JavaRDD<byte[]> parts = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(files, files.size())
                .map(file -> {
                    try (InputStream in = open(file, hadoop.value())) {
                        return CsvProfiler.part(new Path(file).getName(), in, wanted, columns)
                                .write();
                    }
                });
        return Parts.merged(parts, new PartialProfile(0, 0, List.of()), name, wanted);
    }

    private static InputStream open(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        return path.getFileSystem(hadoop).open(path);
    }
}
