package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.format.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import org.junit.jupiter.api.Test;

class ContentsTest {

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final Contents contents = new Contents(store, new JsonRecords());

    @Test
    void theFirstBatchWithSomeBytesIsTheFirstHoweverOftenItIsAsked() {
        assertThat(contents.seenBefore("sha", "one")).isFalse();
        assertThat(contents.seenBefore("sha", "two")).isTrue();
        assertThat(contents.seenBefore("sha", "one")).isFalse();
        assertThat(new Contents(store, new JsonRecords()).seenBefore("sha", "three"))
                .isTrue();
        assertThat(contents.seenBefore("other", "two")).isFalse();
    }

    @Test
    void aNoteThatCannotBeReadSaysNothing() {
        store.putIfAbsent("contents/sha.json", "{".getBytes(UTF_8));

        assertThat(contents.seenBefore("sha", "one")).isFalse();
    }
}
