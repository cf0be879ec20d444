package io.driftway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.Superseded;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ObjectStore} keeps to. */
abstract class ObjectStoreConformance {

    private static final int WRITERS = 50;

    /** The store under test, empty before each test. */
    abstract ObjectStore store();

    @Test
    void ofFiftyConcurrentCreatorsOneWins() throws Exception {
        List<Optional<String>> answers =
                concurrently(i -> store().putIfAbsent("verdicts/a.json", bytes("writer " + i)));

        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
        int winner = winner(answers);
        Stored stored = store().get("verdicts/a.json").orElseThrow();
        assertThat(stored.content()).isEqualTo(bytes("writer " + winner));
        assertThat(stored.version().etag()).isEqualTo(answers.get(winner).orElseThrow());
    }

    @Test
    void ofFiftyConcurrentCreatorsOfEqualContentOneWins() throws Exception {
        List<Optional<String>> answers = concurrently(i -> store().putIfAbsent("attempt-1", bytes("the same")));

        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void ofFiftyConcurrentReplacementsOneWins() throws Exception {
        String etag = create("champion.json", "first");

        List<Optional<String>> answers =
                concurrently(i -> store().putIfMatch("champion.json", bytes("writer " + i), etag));

        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(text("champion.json")).isEqualTo("writer " + winner(answers));
    }

    @Test
    void countingByReplacementLosesNoStep() throws Exception {
        create("sequence", "0");

        concurrently(i -> {
            Optional<String> done = Optional.empty();
            while (done.isEmpty()) {
                Stored seen = store().get("sequence").orElseThrow();
                int next = Integer.parseInt(new String(seen.content(), UTF_8)) + 1;
                done = store().putIfMatch(
                                "sequence",
                                bytes(Integer.toString(next)),
                                seen.version().etag());
            }
            return done;
        });

        assertThat(text("sequence")).isEqualTo(Integer.toString(WRITERS));
    }

    @Test
    void creatingWhatIsThereLeavesItUnchanged() {
        String etag = create("a", "first");

        assertThat(store().putIfAbsent("a", bytes("second"))).isEmpty();

        assertThat(text("a")).isEqualTo("first");
        assertThat(store().get("a").orElseThrow().version().etag()).isEqualTo(etag);
    }

    @Test
    void aStaleEtagReplacesNothing() {
        String stale = create("a", "first");
        replace("a", "second", stale);

        assertThat(store().putIfMatch("a", bytes("third"), stale)).isEmpty();

        assertThat(text("a")).isEqualTo("second");
    }

    @Test
    void whatIsNotThereCannotBeReplaced() {
        String etag = create("a", "first");

        assertThat(store().putIfMatch("b", bytes("x"), etag)).isEmpty();

        assertThat(store().get("b")).isEmpty();
    }

    @Test
    void theEtagChangesWithEveryWriteWhateverIsWritten() {
        Set<String> etags = new HashSet<>();
        String etag = create("a", "0");
        etags.add(etag);

        for (int i = 1; i < 100; i++) {
            etag = replace("a", Integer.toString(i % 2), etag);
            etags.add(etag);
        }

        assertThat(etags).hasSize(100);
    }

    @Test
    void writingTheSameContentAgainIsANewVersion() {
        String first = create("a", "same");

        String second = replace("a", "same", first);

        assertThat(second).isNotEqualTo(first);
        assertThat(store().putIfMatch("a", bytes("x"), first)).isEmpty();
    }

    @Test
    void openStreamsTheVersionThatWasListed() throws IOException {
        create("inbox/a.csv", "one,two");
        Version listed = store().list("inbox/").getFirst();

        try (InputStream in = store().open(listed.key(), listed.etag()).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes("one,two"));
        }
    }

    @Test
    void aVersionOverwrittenBeforeItIsOpenedIsGone() {
        String listed = create("inbox/a.csv", "one");
        replace("inbox/a.csv", "two", listed);

        assertThat(store().open("inbox/a.csv", listed)).isEmpty();
        assertThat(store().open("inbox/b.csv", listed)).isEmpty();
    }

    @Test
    void aVersionOverwrittenWhileItIsReadIsNeverMixed() throws IOException {
        byte[] old = noise(12 << 20, 1);
        byte[] overwriting = noise(12 << 20, 2);
        String etag = store().putIfAbsent("inbox/big.csv", old).orElseThrow();

        byte[] read = new byte[old.length];
        int length = 0;
        boolean superseded = false;
        try (InputStream in = store().open("inbox/big.csv", etag).orElseThrow()) {
            length = in.readNBytes(read, 0, 1 << 20);
            store().putIfMatch("inbox/big.csv", overwriting, etag).orElseThrow();
            for (int n = 0; n >= 0; n = in.read(read, length, Math.min(1 << 16, read.length - length))) {
                length += n;
                if (length == read.length) {
                    break;
                }
            }
        } catch (Superseded e) {
            superseded = true;
        }

        assertThat(superseded || length == old.length).isTrue();
        assertThat(Arrays.equals(read, 0, length, old, 0, length)).isTrue();
    }

    @Test
    void aListingIsOrderedAndHoldsWhatBeginsWithThePrefixOnly() {
        Stream.of(
                        "ledger/b/attempt-1",
                        "ledger/a/attempt-2",
                        "ledger/a/attempt-1",
                        "ledger.json",
                        "inbox/x",
                        "ledgers/z")
                .forEach(key -> create(key, key));

        assertThat(keys("ledger/")).containsExactly("ledger/a/attempt-1", "ledger/a/attempt-2", "ledger/b/attempt-1");
        assertThat(keys("ledger/a/att")).containsExactly("ledger/a/attempt-1", "ledger/a/attempt-2");
        assertThat(keys("ledger"))
                .containsExactly(
                        "ledger.json", "ledger/a/attempt-1", "ledger/a/attempt-2", "ledger/b/attempt-1", "ledgers/z");
        assertThat(keys("")).hasSize(6).isSorted();
        assertThat(keys("nothing/")).isEmpty();
        assertThat(keys("../")).isEmpty();
    }

    @Test
    void aListingSaysOfEachObjectWhatReadingItSays() {
        create("a", "");
        create("b", "12345");
        replace("b", "123456", store().get("b").orElseThrow().version().etag());

        List<Version> listed = store().list("");

        assertThat(listed).extracting(Version::size).containsExactly(0L, 6L);
        assertThat(listed).allSatisfy(version -> assertThat(version)
                .isEqualTo(store().get(version.key()).orElseThrow().version()));
        assertThat(listed)
                .allSatisfy(version -> assertThat(version.etag()).doesNotContain("\"", "/"))
                .allSatisfy(version -> assertThat(version.lastModified())
                        .isBetween(
                                Instant.now().minus(Duration.ofMinutes(5)),
                                Instant.now().plusSeconds(1)));
    }

    @Test
    void anObjectThatIsNotThereIsEmpty() {
        assertThat(store().get("nothing")).isEmpty();
        assertThat(store().get("no/such/folder")).isEmpty();
        assertThat(store().open("nothing", "etag")).isEmpty();
    }

    @Test
    void contentMayBeEmpty() throws IOException {
        String etag = store().putIfAbsent("empty", new byte[0]).orElseThrow();

        assertThat(store().get("empty").orElseThrow().content()).isEmpty();
        try (InputStream in = store().open("empty", etag).orElseThrow()) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void fiveMegabytesComeBackAsTheyWere() throws IOException {
        byte[] content = noise(5_000_000, 3);

        String etag = store().putIfAbsent("big", content).orElseThrow();

        assertThat(store().get("big").orElseThrow().content()).isEqualTo(content);
        try (InputStream in = store().open("big", etag).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    static Stream<String> unusualKeys() {
        return Stream.of(
                "a".repeat(199) + ("/" + "b".repeat(199)).repeat(4) + "/" + "c".repeat(24),
                "Kündigungen/März/名前/🐪.csv",
                "with space/ leading and trailing /a b.csv",
                "100%.csv",
                "a%20b.csv",
                "%2e%2e%2f.csv",
                "a#b.csv",
                "a?delete=true&x.csv",
                "a+b.csv",
                "${env:HOME}.csv",
                "{{secret}}.csv",
                "quote\"'`.csv",
                "semi;colon:and,comma@x=1.csv",
                "..a/b...c/...csv",
                "-rf",
                "~/x",
                "tab\tnewline\n.csv");
    }

    @ParameterizedTest
    @MethodSource("unusualKeys")
    void anUnusualKeyIsKeptToTheLetter(String key) throws IOException {
        assertThat(key).hasSizeLessThanOrEqualTo(1024);
        String etag = create(key, "first");
        assertThat(store().putIfAbsent(key, bytes("x"))).isEmpty();
        String second = replace(key, "second", etag);

        assertThat(text(key)).isEqualTo("second");
        assertThat(keys("")).containsExactly(key);
        assertThat(keys(key.substring(0, 2))).containsExactly(key);
        try (InputStream in = store().open(key, second).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes("second"));
        }
    }

    @Test
    void keysThatDifferInCaseOrNormalFormAreDistinct() {
        List<String> keys = List.of("A.csv", "a.csv", "\u00e9.csv", "e\u0301.csv");

        keys.forEach(key -> create(key, key));

        assertThat(keys("")).containsExactlyInAnyOrderElementsOf(keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/..",
                "./a",
                "a/.",
                "nul\0.csv",
                "bell\u0007",
                "\ud800",
                "\ufffd.csv"
            })
    void whatIsNoKeyIsRefusedInOneLine(String name) {
        List<Callable<?>> calls = List.of(
                () -> store().get(name),
                () -> store().open(name, "etag"),
                () -> store().putIfAbsent(name, bytes("x")),
                () -> store().putIfMatch(name, bytes("x"), "etag"));

        assertThat(calls).allSatisfy(call -> assertThatIllegalArgumentException()
                .isThrownBy(call::call)
                .withMessageMatching("'[^\\p{Cntrl}]*' cannot be a key: [^\\p{Cntrl}]+"));
        assertThat(keys("")).isEmpty();
    }

    @Test
    void aKeyOfMoreThan1024CharactersIsRefused() {
        String name = "abcd/".repeat(205).substring(0, 1024);

        assertThat(Key.isValid(name)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().get(name + "x"))
                .withMessageEndingWith("it has 1,025 characters, more than 1,024");
    }

    static List<Optional<String>> concurrently(IntFunction<Optional<String>> write) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Optional<String>>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return write.apply(i);
                    }))
                    .toList();
            start.countDown();
            List<Optional<String>> answers = new java.util.ArrayList<>();
            for (Future<Optional<String>> writer : writers) {
                answers.add(writer.get());
            }
            return answers;
        }
    }

    private static int winner(List<Optional<String>> answers) {
        return IntStream.range(0, WRITERS)
                .filter(i -> answers.get(i).isPresent())
                .findFirst()
                .orElseThrow();
    }

    String create(String key, String text) {
        return store().putIfAbsent(key, bytes(text)).orElseThrow();
    }

    String replace(String key, String text, String etag) {
        return store().putIfMatch(key, bytes(text), etag).orElseThrow();
    }

    String text(String key) {
        return new String(store().get(key).orElseThrow().content(), UTF_8);
    }

    List<String> keys(String prefix) {
        return store().list(prefix).stream().map(Version::key).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
