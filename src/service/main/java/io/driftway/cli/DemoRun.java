package io.driftway.cli;

import io.driftway.app.Programs;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.Holdout;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.demo.DemoData;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.stage.ChampionInService;
import io.driftway.store.FolderStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.context.ConfigurableApplicationContext;

/** One showing of the demo. */
final class DemoRun implements AutoCloseable {

    /** With fewer, Evidently's rules test by p-values, which find drift by chance in one column of twenty. */
    private static final int LEAST_REFERENCE_ROWS = 1_001;

    private static final Duration GLANCE = Duration.ofMillis(200);

    private final DemoData data;
    private final DemoPlan plan;
    private final PrintWriter out;
    private final FolderStore store;
    private final ConfigurableApplicationContext service;
    private final DemoProgress progress;
    private final Instant begun;

    private DemoRun(
            DemoData data,
            DemoPlan plan,
            PrintWriter out,
            FolderStore store,
            ConfigurableApplicationContext service,
            Instant begun) {
        this.data = data;
        this.plan = plan;
        this.out = out;
        this.store = store;
        this.service = service;
        this.begun = begun;
        this.progress = new DemoProgress(
                service.getBean(VerdictLog.class),
                service.getBean(Episodes.class),
                service.getBean(ChampionInService.class),
                out);
    }

    /** Trains the first champion, puts it in the store, and starts the service on it. */
    static DemoRun start(DemoData data, DemoPlan plan, Path dir, int port, PrintWriter out) throws Exception {
        Instant begun = Instant.now();
        FolderStore store = new FolderStore(dir.resolve("store"));
        Files.createDirectories(dir.resolve("logs"));
        byte[] training = data.training();
        store.putIfAbsent(Keys.TRAINING + "original.csv", training);
        Bundle champion = train(data, training, dir, out);
        out.flush();
        ConfigurableApplicationContext service =
                Startup.orBadInput(() -> Programs.service(Map.of(), settings(dir, port, data)));
        service.getBean(ModelRegistry.class).publishFirst(champion);
        out.println("Service:   http://localhost:" + port + "/ (status), http://localhost:"
                + service.getEnvironment().getProperty("local.management.port") + "/metrics; logs in "
                + dir.resolve("logs"));
        out.println();
        out.flush();
        return new DemoRun(data, plan, out, store, service, begun);
    }

    /** By the command that a person would use. */
    private static Bundle train(DemoData data, byte[] training, Path dir, PrintWriter out) throws IOException {
        Path file = Files.write(dir.resolve("training.csv"), training);
        DemoData.Meaning meaning = data.meaning();
        int code = Driftway.commandLine()
                .setOut(out)
                .execute(
                        "train",
                        "--data=" + file,
                        "--target=" + meaning.target(),
                        "--positive=" + meaning.positive(),
                        "--id=" + meaning.id(),
                        "--out=" + dir.resolve("model"));
        if (code != 0) {
            throw new BadInput("the first champion could not be trained; see above");
        }
        return BundleFolder.read(dir.resolve("model"));
    }

    /** Well within what the newest batch leaves for training, so that the reference is of the population that has moved. */
    private static int referenceRows(DemoData data) {
        return Math.max(LEAST_REFERENCE_ROWS, (int) ((1 - 2 * Holdout.SHARE) * data.batchRows()));
    }

    private static String[] settings(Path dir, int port, DemoData data) {
        Path logs = dir.resolve("logs");
        return new String[] {
            "--server.port=" + port,
            "--server.address=127.0.0.1",
            "--driftway.store.kind=folder",
            "--driftway.store.folder=" + dir.resolve("store"),
            "--driftway.ingest.cron=0/1 * * * * ?",
            "--driftway.ingest.settle=0s",
            "--driftway.retrain.cron=0/1 * * * * ?",
            "--driftway.retrain.launcher=process",
            "--driftway.retrain.log=" + logs.resolve("retrain.log"),
            "--driftway.retrain.reference-rows=" + referenceRows(data),
            // The loop is to be seen also where the planted drift costs the champion little.
            "--driftway.retrain.auc-gain=" + (data.harms() ? Gate.DEFAULT.aucGain() : -Gate.DEFAULT.aucMargin()),
            "--driftway.promote.cron=0/1 * * * * ?",
            "--logging.threshold.console=OFF",
            "--logging.file.name=" + logs.resolve("driftway.log")
        };
    }

    /** Feeds the batches and follows them; answers whether the loop closed. */
    boolean play() throws InterruptedException {
        waitUntil(() -> champion() > 0, DemoPlan.PATIENCE);
        for (int number = 1; number <= plan.batches(); number++) {
            feed(number, number > plan.stable());
            if (number == plan.pause()) {
                waitUntil(() -> champion() > 1 || refused(), DemoPlan.PATIENCE);
            }
            follow(plan.interval());
        }
        int expected = plan.batches();
        waitUntil(() -> progress.verdicts() == expected, DemoPlan.PATIENCE);
        return progress.summarise(Duration.between(begun, Instant.now()));
    }

    /** The labels are there with the batch, as if its customers had been waited for; in production they come later. */
    private void feed(int number, boolean drifted) {
        String name = String.format(Locale.ROOT, "batch-%03d.csv", number);
        store.putIfAbsent(Keys.LABELLED + name, data.batch(number, drifted, true));
        store.putIfAbsent("incoming/" + name, data.batch(number, drifted, false));
    }

    private long champion() {
        return service.getBean(ChampionInService.class)
                .current()
                .map(Champion::sequence)
                .orElse(0L);
    }

    private boolean refused() {
        List<Episode> episodes = service.getBean(Episodes.class).all();
        return !episodes.isEmpty() && episodes.stream().allMatch(e -> e.ended() && e.state() != Episode.State.PROMOTED);
    }

    private void follow(Duration length) throws InterruptedException {
        Instant end = Instant.now().plus(length);
        do {
            progress.show();
            Thread.sleep(GLANCE);
        } while (Instant.now().isBefore(end));
    }

    private void waitUntil(BooleanSupplier reached, Duration patience) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (!reached.getAsBoolean() && Instant.now().isBefore(end)) {
            follow(GLANCE);
        }
        progress.show();
    }

    @Override
    public void close() {
        service.close();
        out.flush();
    }
}
