package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import org.junit.jupiter.api.Test;

class ContentsTest {

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final Contents contents = new Contents(store, new JsonRecords());

    @Test
    void theFirstBatchWithSomeBytesIsTheFirstHoweverOftenItIsAsked() {
        assertThat(contents.earlier("sha", "one")).isEmpty();
        assertThat(contents.earlier("sha", "two")).contains("one");
        assertThat(contents.earlier("sha", "one")).isEmpty();
        assertThat(new Contents(store, new JsonRecords()).earlier("sha", "three"))
                .contains("one");
        assertThat(contents.earlier("other", "two")).isEmpty();
    }

    @Test
    void aNoteThatCannotBeReadSaysNothing() {
        store.putIfAbsent("contents/sha.json", "{".getBytes(UTF_8));

        assertThat(contents.earlier("sha", "one")).isEmpty();
    }
}
