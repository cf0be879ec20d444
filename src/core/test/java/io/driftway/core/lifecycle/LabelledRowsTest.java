package io.driftway.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.Keys;
import io.driftway.format.BatchFormats;
import io.driftway.support.DuckDb;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledRowsTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("x", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);

    private void put(String key, String rows) {
        store.putIfAbsent(key, ("id,x,left\n" + rows).getBytes(StandardCharsets.UTF_8));
        clock.advance(Duration.ofDays(10));
    }

    private double[] read(Duration window) {
        Batch rows = new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), window, clock)
                .read(SCHEMA)
                .orElseThrow()
                .batch();
        return ((NumericColumn) rows.column("x").orElseThrow()).values();
    }

    @Test
    void labelledRowsOutsideTheWindowAreLeftOutAndTheFirstTrainingDataNever() {
        put(Keys.TRAINING + "original.csv", "a,1,No\nb,2,Yes\n");
        put(Keys.LABELLED + "old.csv", "c,3,No\nd,4,Yes\n");
        put(Keys.LABELLED + "new.csv", "e,5,No\nf,6,Yes\n");
        assertThat(read(null)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read(Duration.ofDays(20))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read(Duration.ofDays(19))).containsExactly(1, 2, 5, 6);
        assertThat(read(Duration.ofDays(1))).containsExactly(1, 2);
    }

    @Test
    void anIdThatComesAgainStandsByItsNewestRowWhateverTheNamesOfTheFiles() {
        put(Keys.TRAINING + "original.csv", "a,1,No\nb,2,Yes\n");
        put(Keys.LABELLED + "z.csv", "a,3,Yes\nc,4,No\n");
        put(Keys.LABELLED + "y.csv", "a,5,No\nb,6,\n");
        assertThat(read(null)).containsExactly(2, 4, 5);
    }

    @Test
    void labelledRowsMayBeParquet(@TempDir Path folder) throws IOException {
        put(Keys.TRAINING + "original.csv", "a,1,No\nb,2,Yes\n");
        Path rows = DuckDb.parquet(
                folder.resolve("new.parquet"),
                "SELECT * FROM (VALUES ('c', 3.0, 'No'), ('d', 4.0, 'Yes')) t(id, x, \"left\")");
        store.putIfAbsent(Keys.LABELLED + "new.parquet", Files.readAllBytes(rows));

        assertThat(read(null)).containsExactly(1, 2, 3, 4);
    }
}
