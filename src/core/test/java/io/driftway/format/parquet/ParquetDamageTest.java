package io.driftway.format.parquet;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happened to a file, reading it ends: in a batch or in a rejection. */
@Tag("slow")
class ParquetDamageTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("price", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("at", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("yes", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("months", ColumnType.NUM, Role.FEATURE, List.of())),
            null);

    private static final String ROWS = """
            SELECT 'C-' || i AS id, ['full', 'basic', NULL][i % 3 + 1] AS plan,
                   CASE WHEN i % 5 = 0 THEN NULL ELSE sin(i) END AS charge, (i / 100)::DECIMAL(30,2) AS price,
                   DATE '2026-01-01' + (i % 30)::INTEGER AS at, i % 2 = 0 AS yes, i % 73 AS months
            FROM range(3000) t(i) ORDER BY i
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"uncompressed,V1", "uncompressed,V2", "snappy,V1", "snappy,V2", "zstd,V2", "gzip,V1", "lz4_raw,V2"})
    void flippedBytesEndInABatchOrARejection(String codec, String version) throws IOException {
        byte[] good = rows("CODEC " + codec, "PARQUET_VERSION " + version, "ROW_GROUP_SIZE 2048");
        int footer = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(good.length - 8);
        Random random = new Random(20261105);
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        int batches = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = good.clone();
            int flips = 1 + random.nextInt(3);
            for (int flip = 0; flip < flips; flip++) {
                int at = i % 2 == 0
                        ? random.nextInt(good.length)
                        : good.length - 8 - footer + random.nextInt(footer + 8);
                damaged[at] ^= (byte) (1 + random.nextInt(255));
            }
            switch (read(damaged)) {
                case Batch batch -> batches++;
                case Rejection rejection -> reasons.merge(rejection.reason(), 1, Integer::sum);
            }
        }
        assertThat(batches).isPositive();
        assertThat(reasons).containsKey(Reason.CORRUPT);
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        byte[] good = rows("CODEC snappy", "ROW_GROUP_SIZE 2048");
        for (int length = 4; length < good.length; length += good.length / 80) {
            Decoded decoded = read(Arrays.copyOf(good, length));

            assertThat(((Rejection) decoded).reason()).isEqualTo(Reason.CORRUPT);
        }
    }

    @Test
    void pagesThatAreGoneAreRefused() throws IOException {
        byte[] good = rows("CODEC snappy", "ROW_GROUP_SIZE 2048");
        int footer = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(good.length - 8) + 8;
        byte[] hollow = new byte[good.length];
        System.arraycopy(good, 0, hollow, 0, 4);
        System.arraycopy(good, good.length - footer, hollow, good.length - footer, footer);
        byte[] alone = new byte[4 + footer];
        System.arraycopy(good, 0, alone, 0, 4);
        System.arraycopy(good, good.length - footer, alone, 4, footer);

        assertThat(((Rejection) read(hollow)).reason()).isEqualTo(Reason.CORRUPT);
        assertThat(((Rejection) read(alone)).reason()).isEqualTo(Reason.CORRUPT);
    }

    private byte[] rows(String... options) throws IOException {
        return Files.readAllBytes(DuckDb.parquet(folder.resolve("good.parquet"), ROWS, options));
    }

    private Decoded read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.parquet"), bytes);
        return assertTimeoutPreemptively(PATIENCE, () -> ParquetReader.read("damaged", file, SCHEMA));
    }
}
