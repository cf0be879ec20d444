package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a folder store; two of them at once are two processes. */
class ModelsCommandTest {

    @TempDir
    private static Path folder;

    private static Path store;
    private static String first;
    private static String second;

    private record Ran(int code, String out, String err) {}

    @BeforeAll
    static void aStoreWithTwoModels() {
        store = folder.resolve("store");
        Bundle one = train(1);
        Bundle two = train(2);
        BundleFolder.write(one, folder.resolve("model"));
        assertThat(run("publish", "--model=" + folder.resolve("model")).err()).isEmpty();
        new ModelStore(new FolderStore(store), new BundleFiles()).publish(two);
        first = one.model().id();
        second = two.model().id();
    }

    private static Bundle train(long seed) {
        Labelled labelled = Labelled.customers(800, seed);
        return new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
    }

    private static List<String> settings(Path store) {
        return List.of("--driftway.store.kind=folder", "--driftway.store.folder=" + store, "--logging.level.root=OFF");
    }

    private static Ran run(String... arguments) {
        return runOn(store, arguments);
    }

    private static Ran runOn(Path store, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(settings(store));
        int code = Driftway.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Driftway.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(settings(store));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    void aModelIsPromotedShownAndRolledBackFrom() throws Exception {
        Ran promoted = run("models", "promote", second.substring(0, 9), "--why=a better one");
        assertThat(promoted.err()).isEmpty();
        assertThat(promoted.out()).contains("promotion 2: champion " + second);

        Ran list = run("models", "list");
        assertThat(list.out().lines().filter(line -> line.startsWith("*")))
                .singleElement()
                .asString()
                .contains(second.substring(0, 12), "2: since ");
        assertThat(list.out().lines().filter(line -> line.contains(first.substring(0, 12))))
                .singleElement()
                .asString()
                .contains("1: since ", " until ");

        Ran show = run("models", "show", second.substring(0, 9));
        assertThat(show.out())
                .contains(
                        "model      " + second,
                        "AUC 0.",
                        "facts      ",
                        "(promote): a better one",
                        System.getProperty("user.name") + "@");

        // Two people roll back to the same model at once: one does it, the other is told.
        Process ann = start("models", "rollback", "--to=" + first.substring(0, 9), "--why=ann");
        Process bob = start("models", "rollback", "--to=" + first.substring(0, 9), "--why=bob");
        String said = new String(ann.getInputStream().readAllBytes())
                + new String(bob.getInputStream().readAllBytes());
        assertThat(List.of(ann.waitFor(), bob.waitFor())).as(said).containsExactlyInAnyOrder(0, 2);
        assertThat(said)
                .contains("promotion 3: champion " + first)
                .containsAnyOf("changed by somebody else meanwhile", "is the champion already");
        assertThat(new Champions(new FolderStore(store), new JsonRecords())
                        .history()
                        .entries())
                .extracting(Promotion::sequence)
                .containsExactly(1L, 2L, 3L);

        assertThat(run("models", "rollback").err()).contains("no champion before this one");
    }

    @Test
    void aModelPublishedWhereThereIsAChampionIsStoredAndTheChampionAndItsRowsStay() throws IOException {
        Bundle third = train(3);
        BundleFolder.write(third, folder.resolve("third"));
        Path rows = Files.writeString(folder.resolve("rows.csv"), "customerID,Churn\n");
        String champion = Files.readString(store.resolve("champion.json"));

        Ran ran = run("publish", "--model=" + folder.resolve("third"), "--data=" + rows);

        String id = third.model().id();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("model " + id + " is stored, and champion ", "models promote " + id.substring(0, 12))
                .contains("the rows of " + rows + " are not stored");
        assertThat(run("models", "list").out()).contains(id.substring(0, 12));
        assertThat(store.resolve("champion.json")).hasContent(champion);
        assertThat(store.resolve("training")).doesNotExist();
    }

    @Test
    void rowsThatAreTooManyForOneObjectOfTheStoreAreRefusedBeforeTheTraining() throws IOException {
        Path rows = folder.resolve("large.csv");
        try (FileChannel sparse = FileChannel.open(rows, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.allocate(1), Integer.MAX_VALUE);
        }
        BundleFolder.write(train(4), folder.resolve("fourth"));

        Ran ran = runOn(folder.resolve("empty"), "publish", "--model=" + folder.resolve("fourth"), "--data=" + rows);

        isOneLine(ran, rows + ": has 2,048 MB, and publish stores at most 2,047 MB; train on it with driftway train");
        assertThat(folder.resolve("empty").resolve("champion.json")).doesNotExist();
    }

    private static void isOneLine(Ran ran, String... said) {
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("driftway: ")
                .contains(said);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aChallengerThatAwaitsApprovalIsDecidedOnOnce() {
        Champions.Current current = new Champions(new FolderStore(store), new JsonRecords())
                .current()
                .orElseThrow();
        ChampionPointer champion = current.pointer();
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        Episode waiting = Episode.request(champion.model(), champion.reference(), champion.sequence(), null, null, now)
                .awaitingApproval(second, List.of(), now);
        new Episodes(new FolderStore(store), new JsonRecords()).open(waiting);
        String id = waiting.episodeId();

        isOneLine(run("models", "approve"), "--why");
        isOneLine(run("models", "approve", "--why=x"), "one EPISODE is needed");
        isOneLine(run("models", "approve", "no-such", "--why=x"), "no episode in the store begins with no-such");
        Ran rejected = run("models", "reject", id.substring(0, 12), "--why=too early");
        assertThat(rejected.err()).isEmpty();
        assertThat(rejected.out()).contains("episode " + id + " is rejected");
        isOneLine(
                run("models", "approve", id.substring(0, 12), "--why=after all"),
                "does not await approval: rejected by " + System.getProperty("user.name") + "@");
    }

    @Test
    void whatCannotBeDoneIsOneLineAndExitCodeTwo() {
        isOneLine(run("models", "show", "no-such-model"), "no model in the store begins with no-such-model");
        isOneLine(run("models", "show"), "one MODEL is needed");
        isOneLine(run("models", "promote", first), "--why");
        isOneLine(run("models", "rollback", "--to=77"), "there is no promotion 77");
        isOneLine(run("models", "list", "--bogus"), "unknown option --bogus");
        StringWriter err = new StringWriter();
        assertThat(Driftway.commandLine().setErr(new PrintWriter(err, true)).execute("models"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("list, show, rollback, promote, approve or reject is needed");
    }
}
