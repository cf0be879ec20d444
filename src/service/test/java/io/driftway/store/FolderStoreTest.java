package io.driftway.store;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.ledger.Superseded;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends ObjectStoreConformance {

    @TempDir
    Path temporary;

    private Path folder;
    private FolderStore store;

    @BeforeEach
    void open() {
        folder = temporary.resolve("store");
        store = new FolderStore(folder);
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Test
    void aFileDroppedIntoTheFolderIsAnObject() throws IOException {
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(folder.resolve("inbox/hand made.csv"), "a,b");

        Version listed = store.list("inbox/").getFirst();

        assertThat(listed.key()).isEqualTo("inbox/hand made.csv");
        assertThat(listed.size()).isEqualTo(3);
        assertThat(store.open(listed.key(), listed.etag())).isPresent();
        assertThat(store.putIfAbsent(listed.key(), bytes("x"))).isEmpty();
        assertThat(store.putIfMatch(listed.key(), bytes("x"), listed.etag())).isPresent();
    }

    @Test
    void everyOverwriteByHandIsANewVersionHoweverSoonItFollows() throws IOException {
        Path file = folder.resolve("a.csv");
        List<String> etags = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Files.writeString(file, i % 2 == 0 ? "odd" : "two");
            etags.add(store.list("").getFirst().etag());
        }

        assertThat(etags).doesNotHaveDuplicates();
    }

    @Test
    void aFileWrittenByHandIsShownOnlyWhenTheNextWriteMustLeaveAnotherTime() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "one");

        Version listed = store.list("").getFirst();

        assertThat(listed.lastModified()).isBeforeOrEqualTo(Instant.now().minusMillis(20));
    }

    @Test
    void aFileMovedIntoThePlaceOfAnotherOfTheSameTimeAndSizeIsANewVersion() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Path file = Files.setLastModifiedTime(Files.writeString(folder.resolve("a.csv"), "one"), time);
        String before = store.list("").getFirst().etag();
        Path other = Files.setLastModifiedTime(Files.writeString(temporary.resolve("b.csv"), "two"), time);

        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(store.list("").getFirst().etag()).isNotEqualTo(before);
        assertThat(store.open("a.csv", before)).isEmpty();
    }

    @Test
    void aHandWrittenChangeIsNotReplacedByAStaleEtag() throws IOException {
        String etag = create("champion.json", "one");
        Files.writeString(folder.resolve("champion.json"), "two");

        assertThat(store.putIfMatch("champion.json", bytes("three"), etag)).isEmpty();
        assertThat(text("champion.json")).isEqualTo("two");
    }

    @Test
    void writingIntoAFileThatIsBeingReadEndsTheReadingBeforeNewBytesComeOut() throws IOException {
        String etag = store.putIfAbsent("a", new byte[1 << 20]).orElseThrow();
        byte[] buffer = new byte[1 << 10];

        try (InputStream in = store.open("a", etag).orElseThrow()) {
            assertThat(in.read(buffer)).isPositive();
            Files.write(folder.resolve("a"), noise(1 << 20, 1), StandardOpenOption.WRITE);

            assertThatExceptionOfType(Superseded.class)
                    .isThrownBy(() -> in.read(buffer))
                    .withMessage("a was overwritten while it was read");
        }
    }

    @Test
    void theClockGoingBackDoesNotBringBackAnEtag() throws IOException {
        create("a", "one");
        Files.setLastModifiedTime(
                folder.resolve("a"), FileTime.from(Instant.now().plus(Duration.ofDays(400))));
        Version ahead = store.list("").getFirst();

        replace("a", "two", ahead.etag());

        assertThat(store.list("").getFirst().lastModified()).isAfter(ahead.lastModified());
    }

    @Test
    void linksAreNeitherFollowedNorListed() throws IOException {
        Path outside = Files.createDirectories(temporary.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret.csv"), "secret");
        Files.createSymbolicLink(folder.resolve("file.csv"), secret);
        Files.createSymbolicLink(folder.resolve("folder"), outside);

        assertThat(store.list("")).isEmpty();
        assertThat(store.list("folder/")).isEmpty();
        assertThat(store.get("file.csv")).isEmpty();
        assertThat(store.get("folder/secret.csv")).isEmpty();
        assertThat(store.open("folder/secret.csv", "etag")).isEmpty();
        assertThatThrownBy(() -> store.putIfAbsent("file.csv", bytes("x")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot create 'file.csv' in %s: a folder or a link is in its place", folder.toRealPath());
        assertThatThrownBy(() -> store.putIfAbsent("folder/new.csv", bytes("x")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageEndingWith("folder is not a folder");
        assertThat(outside).isDirectoryContaining(path -> path.equals(secret));
        assertThat(secret).hasContent("secret");
    }

    @Test
    void aKeyBelowAnObjectOrAboveOneIsRefusedInOneLine() {
        create("a", "x");
        create("b/c", "x");

        assertThat(store.get("a/b")).isEmpty();
        assertThat(store.get("b")).isEmpty();
        assertThatThrownBy(() -> store.putIfAbsent("a/b", bytes("x"))).hasMessageEndingWith("/a is not a folder");
        assertThatThrownBy(() -> store.putIfAbsent("b", bytes("x")))
                .hasMessageEndingWith("a folder or a link is in its place");
    }

    @Test
    void theStoresOwnFolderCannotBeReached() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.get(".driftway/locks/1"))
                .withMessage("'.driftway/locks/1' cannot be a key: .driftway is the store's own");
        assertThat(store.list(".driftway")).isEmpty();
    }

    @Test
    void aSegmentTooLongForAFileNameIsRefused() {
        assertThat(store.putIfAbsent("ü".repeat(127), bytes("x"))).isPresent();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.putIfAbsent("ü".repeat(128), bytes("x")))
                .withMessageEndingWith("a segment is longer than the 255 bytes of a file name");
    }

    @Test
    void whatAKilledWriterLeftIsNotSeenAndIsRemovedWhenOld() throws IOException {
        Path unfinished = folder.resolve(".driftway/unfinished");
        Path fresh = Files.writeString(unfinished.resolve("fresh"), "half");
        Path old = Files.writeString(unfinished.resolve("old"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));

        assertThat(store.list("")).isEmpty();
        FolderStore reopened = new FolderStore(folder);

        assertThat(reopened.list("")).isEmpty();
        assertThat(fresh).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void writingLeavesNothingBehind() throws Exception {
        concurrently(i -> store.putIfAbsent("a", bytes("x" + i)));
        String etag = store.get("a").orElseThrow().version().etag();
        concurrently(i -> store.putIfMatch("a", bytes("y" + i), etag));

        assertThat(folder.resolve(".driftway/unfinished")).isEmptyDirectory();
    }

    @Test
    void aFolderThatWentAwayIsAFailureAndNotAnEmptyStore() throws IOException {
        create("champion.json", "x");
        Files.move(folder, temporary.resolve("elsewhere"));
        Files.createDirectories(folder);

        assertThatThrownBy(() -> store.get("champion.json"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "cannot read 'champion.json' in %s: the folder is gone, or another is mounted in its place",
                        folder);
        assertThatThrownBy(() -> store.list("")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void twoProcessesCreatingTheSame200KeysWinEachOnce() throws Exception {
        List<Integer> wins = race("create", 200);

        assertThat(wins.get(0) + wins.get(1)).as("winners %s", wins).isEqualTo(200);
        assertThat(store.list("key-")).hasSize(200);
    }

    @Test
    void twoProcessesCountingTo200LoseNoStep() throws Exception {
        create("sequence", "0");

        List<Integer> steps = race("count", 100);

        assertThat(steps).containsExactly(100, 100);
        assertThat(text("sequence")).isEqualTo("200");
    }

    @Test
    void aWriterKilledMidWriteLeavesNothingVisible() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process writer = OtherProcess.start(folder, "write", Integer.toString(round));
            await("a half written file")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(this::isHalfWritten);
            writer.destroyForcibly().waitFor();

            assertThat(store.list(""))
                    .allSatisfy(version -> assertThat(version.size()).isEqualTo(OtherProcess.BIG));
        }
        assertThat(folder.resolve(".driftway/unfinished")).isNotEmptyDirectory();
    }

    private boolean isHalfWritten() throws IOException {
        try (var files = Files.list(folder.resolve(".driftway/unfinished"))) {
            return files.map(file -> file.toFile().length())
                    .anyMatch(length -> length > 0 && length < OtherProcess.BIG);
        }
    }

    private List<Integer> race(String what, int times) throws Exception {
        List<Process> racers = List.of(
                OtherProcess.start(folder, what, Integer.toString(times)),
                OtherProcess.start(folder, what, Integer.toString(times)));
        for (Process racer : racers) {
            assertThat(racer.inputReader().readLine()).isEqualTo("ready");
        }
        for (Process racer : racers) {
            racer.outputWriter().append("go\n").flush();
        }
        List<Integer> answers = new ArrayList<>();
        for (Process racer : racers) {
            answers.add(Integer.parseInt(racer.inputReader().readLine()));
            assertThat(racer.waitFor()).isZero();
        }
        return answers;
    }

    /** Batches of stores of before are known by it. */
    @Test
    void anETagIsWrittenAsEarlierReleasesWroteIt() {
        assertThat(new FileVersion(26, Instant.ofEpochSecond(0x1234, 15), 255).etag())
                .isEqualTo("1a-12340000000f-ff");
    }
}
