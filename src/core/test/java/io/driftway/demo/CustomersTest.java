package io.driftway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.format.csv.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CustomersTest {

    @Test
    void theSameSeedGivesTheSameBytes() {
        assertThat(csv(new Customers(5), 500, 0.5, true)).isEqualTo(csv(new Customers(5), 500, 0.5, true));
        assertThat(csv(new Customers(6), 500, 0.5, true)).isNotEqualTo(csv(new Customers(5), 500, 0.5, true));
    }

    @Test
    void numbersOfCustomersGoOnFromBatchToBatch() {
        Customers customers = new Customers(1);
        assertThat(csv(customers, 2, 0, false).lines().map(line -> line.split(",")[0]))
                .containsExactly("customer_id", "C1000001", "C1000002");
        assertThat(csv(customers, 1, 0, false).lines().map(line -> line.split(",")[0]))
                .containsExactly("customer_id", "C1000003");
    }

    @Test
    void theLabelIsWrittenOnlyWhereItIsKnown() {
        assertThat(csv(new Customers(1), 1, 0, true)).contains(",churned\n");
        assertThat(csv(new Customers(1), 1, 0, false)).doesNotContain("churned");
    }

    @Test
    void newCustomersHavePaidNothingYet() {
        Batch batch = batch(0);
        double[] tenure = numbers(batch, "tenure_months");
        double[] paid = numbers(batch, "total_paid");
        assertThat(batch.column("total_paid").orElseThrow().missing()).isBetween(1, 400);
        for (int row = 0; row < batch.rows(); row++) {
            assertThat(Double.isNaN(paid[row])).isEqualTo(tenure[row] == 0);
        }
    }

    @Test
    void typesAreWhatTheirNamesSay() {
        Map<ColumnType, List<String>> byType = CsvReader.infer(
                        "customers",
                        new ByteArrayInputStream(
                                csv(new Customers(1), 5_000, 0, true).getBytes(StandardCharsets.UTF_8)),
                        Map.of())
                .fields()
                .stream()
                .filter(field -> field.role() == Role.FEATURE)
                .collect(Collectors.groupingBy(Field::type, Collectors.mapping(Field::name, Collectors.toList())));
        assertThat(byType.get(ColumnType.NUM))
                .contains("age", "tenure_months", "data_gb", "voice_minutes", "monthly_fee", "total_paid");
        assertThat(byType.get(ColumnType.CAT)).contains("contract", "region", "internet", "payment_method", "churned");
    }

    @Test
    void driftRaisesFeesAndShortensTenure() {
        assertThat(mean(batch(1), "monthly_fee")).isGreaterThan(1.15 * mean(batch(0), "monthly_fee"));
        assertThat(mean(batch(1), "tenure_months")).isLessThan(0.7 * mean(batch(0), "tenure_months"));
    }

    @Test
    void driftOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> csv(new Customers(1), 1, 1.1, true)).hasMessage("drift must be in [0, 1], got 1.1");
        assertThatThrownBy(() -> csv(new Customers(1), 1, Double.NaN, true)).hasMessageContaining("got NaN");
    }

    private static double mean(Batch batch, String column) {
        return Arrays.stream(numbers(batch, column)).average().orElseThrow();
    }

    private static double[] numbers(Batch batch, String column) {
        return ((NumericColumn) batch.column(column).orElseThrow()).values();
    }

    private static Batch batch(double drift) {
        byte[] csv = csv(new Customers(1), 5_000, drift, false).getBytes(StandardCharsets.UTF_8);
        return (Batch) CsvReader.infer("customers", new ByteArrayInputStream(csv), Map.of())
                .decoded();
    }

    private static String csv(Customers customers, int rows, double drift, boolean labelled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            customers.write(out, rows, drift, labelled);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
