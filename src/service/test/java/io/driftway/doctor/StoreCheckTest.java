package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.doctor.Finding.State;
import io.driftway.store.FolderStore;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {

    private final SettableClock ours = new SettableClock();
    private final SettableClock theirs = new SettableClock();
    private final MemoryStore store = new MemoryStore(theirs);

    private List<Finding> look(ObjectStore looked, Clock clock) {
        return new StoreCheck("the store", looked, _ -> "do something", Duration.ofSeconds(30), clock).look();
    }

    /** A store that does something of its own. */
    private record Other(ObjectStore store, boolean replaces, boolean forgets) implements ObjectStore {
        @Override
        public Optional<Stored> get(String key) {
            return forgets ? Optional.empty() : store.get(key);
        }

        @Override
        public Optional<InputStream> open(String key, String etag) {
            return store.open(key, etag);
        }

        @Override
        public Optional<String> putIfAbsent(String key, byte[] content) {
            Optional<String> put = store.putIfAbsent(key, content);
            return replaces ? Optional.of("etag") : put;
        }

        @Override
        public Optional<String> putIfMatch(String key, byte[] content, String etag) {
            return store.putIfMatch(key, content, etag);
        }

        @Override
        public List<Version> list(String prefix) {
            return store.list(prefix);
        }
    }

    @Test
    void aStoreThatWorksIsWellTheFirstTimeAndEveryOther() {
        for (int time = 0; time < 3; time++) {
            assertThat(look(store, ours)).extracting(Finding::state).containsExactly(State.OK, State.OK);
        }
        assertThat(store.list(""))
                .singleElement()
                .extracting(ObjectStore.Version::key)
                .isEqualTo(Keys.PROBE);
    }

    @Test
    void aFolderIsWell(@TempDir Path folder) {
        FolderStore real = new FolderStore(folder);
        for (int time = 0; time < 2; time++) {
            assertThat(look(real, Clock.systemUTC())).extracting(Finding::state).containsExactly(State.OK, State.OK);
        }
    }

    @Test
    void whatIsThereIsWrittenAgainSoThatALostRightIsNoticed() {
        look(store, ours);
        store.log().clear();
        look(store, ours);

        assertThat(store.log()).contains("replace " + Keys.PROBE);
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFaultWithItsReason() {
        look(store, ours);
        store.failAt(Keys.PROBE);

        assertThat(look(store, ours)).containsExactly(Finding.fault("store", "the store is not there", "do something"));
    }

    @Test
    void aStoreWithoutConditionsCannotBeUsed() {
        assertThat(look(new Other(store, true, false), ours)).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line()).contains("replaces objects that it was told not to replace");
        });
    }

    @Test
    void aStoreThatDoesNotGiveBackWhatItTookIsAFault() {
        assertThat(look(new Other(store, false, true), ours))
                .extracting(Finding::state)
                .containsExactly(State.FAULT);
    }

    @Test
    void clocksApartAreAWarningAndAsMuchAsTheTimeoutOfAClaimAFault() {
        theirs.advance(Duration.ofSeconds(5));
        assertThat(look(store, ours).getLast()).extracting(Finding::state).isEqualTo(State.OK);
        theirs.advance(Duration.ofSeconds(1));
        assertThat(look(store, ours).getLast()).extracting(Finding::state).isEqualTo(State.WARNING);
        theirs.advance(Duration.ofSeconds(24));
        assertThat(look(store, ours).getLast()).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.FAULT);
            assertThat(finding.line()).contains("30 s apart", "claim-timeout");
        });
        ours.advance(Duration.ofMinutes(2));
        assertThat(look(store, ours).getLast()).extracting(Finding::state).isEqualTo(State.FAULT);
    }
}
