package io.driftway.corpus;

import static io.driftway.corpus.Case.verdict;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Names that somebody could hope are run, followed, expanded, or believed by a log. Each is a batch like another. */
final class Names {

    private Names() {}

    static List<Case> cases(Table rows) {
        AtomicInteger number = new AtomicInteger(1);
        return Stream.of(
                        "${env:HOME}.csv",
                        "${sys:user.home}.csv",
                        "{{driftway.store.account}}.csv",
                        "#{1+1}.csv",
                        "RAW(x).csv",
                        "%2e%2e%2fescape.csv",
                        "a?delete=true&x=1.csv",
                        "a b+c%20d.csv",
                        "<script>alert(1)</script>.csv",
                        "' OR 1=1 --.csv",
                        "$(touch x)`touch y`.csv",
                        "quote\".csv",
                        "verdicts/0000.json",
                        "champion.json",
                        "incoming/incoming/x.csv",
                        "Grüße-日本-🐪.csv",
                        "caf\u00e9.csv",
                        "cafe\u0301.csv",
                        "Case.csv",
                        "case.csv",
                        "right\u202eto-left.csv",
                        "no\u00a0break.csv",
                        "a".repeat(900) + ".csv",
                        "deep/".repeat(60) + "x.csv")
                // No two have the same bytes.
                .map(name -> verdict("names/" + name, rows.text() + "\n".repeat(10 + number.incrementAndGet())))
                .toList();
    }
}
