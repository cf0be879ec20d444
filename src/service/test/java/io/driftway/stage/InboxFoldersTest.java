package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** At noon of 1 March 2026. */
class InboxFoldersTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<String> waiting = new ArrayList<>();

    private InboxFolders folders(String pattern, Duration lookback) {
        return new InboxFolders("incoming/", pattern, lookback, () -> waiting, new SettableClock());
    }

    @Test
    void anInboxWithoutDatedFoldersIsListedWhole() {
        assertThat(folders("", Duration.ofDays(2)).choose(List.of("incoming/a.csv"), exchange))
                .containsExactly("incoming/");
        assertThat(exchange.getProperty("folders")).isNull();
    }

    @Test
    void theFoldersOfLateAreListedAndThatOfTomorrowWhereItIsTomorrowAlready() {
        List<String> chosen = folders("yyyy/MM/dd/", Duration.ofDays(2)).choose(null, exchange);

        assertThat(chosen)
                .containsExactly(
                        "incoming/2026/02/27/", "incoming/2026/02/28/", "incoming/2026/03/01/", "incoming/2026/03/02/");
        assertThat(exchange.getProperty("folders")).isEqualTo(chosen);
    }

    @Test
    void foldersMayBeOfHoursOrMonths() {
        assertThat(folders("yyyy/MM/dd/HH/", Duration.ofHours(2)).choose(null, exchange))
                .hasSize(16)
                .startsWith("incoming/2026/03/01/10/", "incoming/2026/03/01/11/", "incoming/2026/03/01/12/")
                .endsWith("incoming/2026/03/02/01/");
        assertThat(folders("'month='yyyy-MM/", Duration.ofDays(2)).choose(null, exchange))
                .containsExactly("incoming/month=2026-02/", "incoming/month=2026-03/");
    }

    @Test
    void theFolderOfABlobThatWaitsOrIsNamedIsListedToo() {
        waiting.add("incoming/2025/01/02/a.csv");

        assertThat(folders("yyyy/MM/dd/", Duration.ZERO)
                        .choose(List.of("incoming/2024/12/31/deep/er/b.csv", "incoming/2026/03/01/c.csv"), exchange))
                .containsExactlyInAnyOrder(
                        "incoming/2026/03/01/", "incoming/2026/03/02/", "incoming/2025/01/02/", "incoming/2024/12/31/");
    }

    @Test
    void aNameThatIsInNoDatedFolderSaysNothing() {
        assertThat(folders("yyyy/MM/dd/", Duration.ZERO)
                        .choose(
                                List.of(
                                        "incoming/",
                                        "incoming/a.csv",
                                        "incoming/2026/3/1/a.csv",
                                        "incoming/2026/99/01/a.csv",
                                        "incoming/2026/03/",
                                        "verdicts/2026/03/01/a.json"),
                                exchange))
                .containsExactly("incoming/2026/03/01/", "incoming/2026/03/02/");
    }
}
