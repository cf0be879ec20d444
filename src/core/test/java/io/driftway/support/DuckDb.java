package io.driftway.support;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes files of rows that are said in SQL, with DuckDB: a writer that shares no code with our readers. */
public final class DuckDb {

    private DuckDb() {}

    /** Writes what the query selects to a Parquet file; options as COPY takes them, such as {@code CODEC zstd}. */
    public static Path parquet(Path file, String query, String... options) {
        String all = options.length == 0 ? "" : ", " + String.join(", ", options);
        run("COPY (" + query + ") TO '" + file + "' (FORMAT parquet" + all + ")");
        return file;
    }

    /** Writes what the query selects to a CSV file with a header row. */
    public static Path csv(Path file, String query) {
        run("COPY (" + query + ") TO '" + file + "' (FORMAT csv, HEADER)");
        return file;
    }

    /** Runs these statements in a database of their own, one thread, so that a query always gives its rows in one order. */
    public static void run(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
