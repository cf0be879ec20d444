package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.ledger.EndedBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchQueryTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private static EndedBatch batch(int number, String outcome, Instant endedAt, double drift, long rows) {
        boolean judged = !outcome.equals("quarantined");
        return new EndedBatch(
                "%064x".formatted(number),
                "incoming/Batch-" + number + ".csv",
                outcome,
                "",
                endedAt,
                judged ? (number < 3 ? "aaaa1111" : "bbbb2222") : "",
                judged ? 1 : 0,
                rows,
                drift,
                Double.NaN,
                0,
                20);
    }

    /** Oldest first, as history has them. */
    private static final List<EndedBatch> ALL = List.of(
            batch(1, "stable", MIDNIGHT.minus(Duration.ofMillis(1)), 0.1, 500),
            batch(2, "breach", MIDNIGHT, 0.4, 100),
            batch(3, "quarantined", MIDNIGHT.plusSeconds(1), Double.NaN, 0),
            batch(4, "stable", MIDNIGHT.plus(Duration.ofDays(1)).minusMillis(1), 0.1, 900),
            batch(5, "warning", MIDNIGHT.plus(Duration.ofDays(1)), 0.2, 100));

    private static List<Integer> found(String... parameters) {
        Map<String, String> asked = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            asked.put(parameters[i], parameters[i + 1]);
        }
        BatchQuery query = BatchQuery.of(asked);
        return query.onPage(query.matching(ALL)).stream()
                .map(batch -> Integer.parseInt(batch.batchId(), 16))
                .toList();
    }

    @Test
    void withoutAQuestionAllComeNewestFirst() {
        assertThat(found()).containsExactly(5, 4, 3, 2, 1);
    }

    @Test
    void anEmptyFieldOfTheFormAsksForNothing() {
        assertThat(found("outcome", "", "champion", "", "from", "", "to", "", "name", "", "sort", ""))
                .containsExactly(5, 4, 3, 2, 1);
    }

    @Test
    void aDayIsFromMidnightToMidnight() {
        assertThat(found("from", "2026-03-02", "to", "2026-03-02")).containsExactly(4, 3, 2);
        assertThat(found("from", "2026-03-03")).containsExactly(5);
        assertThat(found("to", "2026-03-01")).containsExactly(1);
    }

    @Test
    void filtersAreTakenTogether() {
        assertThat(found("outcome", "stable")).containsExactly(4, 1);
        assertThat(found("outcome", "stable", "champion", "bbbb2222")).containsExactly(4);
        assertThat(found("outcome", "quarantined")).containsExactly(3);
        assertThat(found("champion", "aaaa")).containsExactly(2, 1);
    }

    @Test
    void aPartOfTheNameIsFoundInCapitalsOrNot() {
        assertThat(found("name", "bATCH-4")).containsExactly(4);
        assertThat(found("name", ".*")).isEmpty();
    }

    @Test
    void whatHasNoFigureComesLastAndOfTwoEqualTheNewerFirst() {
        assertThat(found("sort", "most-drift")).containsExactly(2, 5, 4, 1, 3);
        assertThat(found("sort", "least-drift")).containsExactly(4, 1, 5, 2, 3);
        assertThat(found("sort", "most-rows")).containsExactly(4, 1, 5, 2, 3);
        assertThat(found("sort", "fewest-rows")).containsExactly(5, 2, 1, 4, 3);
        assertThat(found("sort", "oldest")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aPageHoldsItsPartAndOneBeyondTheLastHoldsNothing() {
        assertThat(found("size", "2", "page", "2")).containsExactly(3, 2);
        assertThat(found("size", "2", "page", "3")).containsExactly(1);
        assertThat(found("size", "2", "page", "4")).isEmpty();
        assertThat(found("size", "1000", "page", "1000000")).isEmpty();
    }

    @Test
    void theAddressOfAnotherPageAsksTheSameQuestion() {
        BatchQuery query = BatchQuery.of(
                Map.of("name", "a&b=<c>", "outcome", "stable", "from", "2026-03-01", "sort", "most-rows", "size", "7"));

        assertThat(query.address(query.sort(), 3))
                .isEqualTo("/batches?outcome=stable&from=2026-03-01&name=a%26b%3D%3Cc%3E&sort=most-rows&size=7&page=3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outcome | fine | outcome=fine is none. Write one of stable, warning, breach, broken, inconclusive, quarantined, superseded, or leave it out.",
                "from | 2026-02-30 | from=2026-02-30 is no day. Write it as 2026-11-29, or leave it out.",
                "sort | age | sort=age is no order. Write one of newest, oldest, most-rows, fewest-rows, most-drift, least-drift, or leave it out.",
                "page | 0 | page=0 is not possible. Write a number from 1 to 1000000, or leave it out.",
                "size | 1001 | size=1001 is not possible. Write a number from 1 to 1000, or leave it out.",
            })
    void aValueThatCannotBeUnderstoodIsNamedWithItsRemedy(String name, String value, String says) {
        assertThatThrownBy(() -> BatchQuery.of(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "99999999999999999999", "x", "+1"})
    void whatIsNoNumberIsNoPage(String page) {
        assertThatThrownBy(() -> BatchQuery.of(Map.of("page", page))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void daysInTheWrongOrderAreNamed() {
        assertThatThrownBy(() -> BatchQuery.of(Map.of("from", "2026-03-02", "to", "2026-03-01")))
                .hasMessage("to=2026-03-01 is before from=2026-03-02. Exchange the two days.");
    }

    @Test
    void aVeryLongNameIsRefused() {
        assertThatThrownBy(() -> BatchQuery.of(Map.of("name", "x".repeat(1_025))))
                .hasMessage("name has 1025 characters. Write at most 1024.");
    }
}
