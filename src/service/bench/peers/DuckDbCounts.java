import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** How often each value of each column comes, of each file that is named. */
public final class DuckDbCounts {

    private DuckDbCounts() {}

    public static void main(String[] files) throws SQLException {
        for (String file : files) {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t AS SELECT * FROM '" + file.replace("'", "''") + "'");
                List<String> columns = new ArrayList<>();
                try (ResultSet described = statement.executeQuery("DESCRIBE t")) {
                    while (described.next()) {
                        columns.add(described.getString(1));
                    }
                }
                long values = 0;
                for (String column : columns) {
                    String name = '"' + column.replace("\"", "\"\"") + '"';
                    try (ResultSet counted = statement.executeQuery(
                            "SELECT count(*) FROM (SELECT " + name + ", count(*) FROM t GROUP BY 1)")) {
                        counted.next();
                        values += counted.getLong(1);
                    }
                }
                System.out.println(file + " " + values);
            }
        }
    }
}
