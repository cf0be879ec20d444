package io.driftway.spark;

import io.driftway.format.profile.Table;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Finds out what a file or a folder holds. */
final class Tables {

    private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private Tables() {}

    /**
     * Returns the table of a file, or of all files of a folder, but for those whose names begin with a dot or an underscore.
     *
     * @param address as Hadoop writes it, with stars perhaps
     * @param piece bytes of a CSV file that are one part, about
     * @throws Unusable when there is no such file, or it cannot be read
     */
    static Table at(SparkSession spark, String address, long piece) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        try {
            List<FileStatus> files = files(new Path(address), hadoop);
            if (files.isEmpty()) {
                throw new Unusable(
                        address + ": there is no file with data; give a CSV or Parquet file, or a folder of such");
            }
            return isParquet(files.getFirst().getPath(), hadoop)
                    ? new RowTable(
                            address,
                            spark.read()
                                    .parquet(files.stream()
                                            .map(file -> file.getPath().toString())
                                            .toArray(String[]::new)))
                    : new CsvTable(spark, address, files, piece);
        } catch (IOException | UncheckedIOException failure) {
            throw new Unusable(address + ": cannot be read, " + failure.getMessage() + "; make it a readable file");
        }
    }

    /** Those that have a byte, by name: Spark writes empty parts too. */
    private static List<FileStatus> files(Path address, Configuration hadoop) throws IOException {
        FileSystem system = address.getFileSystem(hadoop);
        FileStatus[] found = system.globStatus(address);
        if (found == null || found.length == 0) {
            throw new Unusable(address + ": there is no such file; check the path");
        }
        Path[] folders = Arrays.stream(found).map(FileStatus::getPath).toArray(Path[]::new);
        return Arrays.stream(found.length == 1 && found[0].isDirectory() ? system.listStatus(folders) : found)
                .filter(file -> file.isFile()
                        && file.getLen() > 0
                        && isData(file.getPath().getName()))
                .sorted()
                .toList();
    }

    private static boolean isData(String name) {
        return !name.startsWith(".") && !name.startsWith("_");
    }

    private static boolean isParquet(Path file, Configuration hadoop) throws IOException {
        byte[] first = new byte[PARQUET.length];
        try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
            in.readFully(first);
        } catch (EOFException shorter) {
            return false;
        }
        return Arrays.equals(first, PARQUET);
    }
}
