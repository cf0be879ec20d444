package io.driftway.cli;

import io.driftway.app.Programs;
import io.driftway.cli.ReplayCommand.Format;
import io.driftway.core.batch.Printable;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.pipeline.StoreReplay;
import io.driftway.format.json.Json;
import io.driftway.page.ReplayPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Prints what would have been decided about the batches of a store, beside what was. */
final class ReplayedStore {

    private final PrintWriter out;
    private final PrintWriter err;
    private final StoreReplayText text = new StoreReplayText();
    private int batches;

    ReplayedStore(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Replays the store that settings name.
     *
     * @param wanted which of its verdicts
     * @throws BadInput when there is none, or a setting or a model cannot be used
     */
    void replay(List<String> settings, Predicate<VerdictRecord> wanted, Format format) {
        List<Map<?, ?>> judged = new ArrayList<>();
        try (var program = Startup.orBadInput(() -> Programs.reader(settings.toArray(String[]::new)))) {
            program.getBean(StoreReplay.class).run(wanted, again -> {
                if (format == Format.TEXT && batches == 0) {
                    out.println(StoreReplayText.HEADING);
                }
                RecordedBatch batch = RecordedBatch.of(++batches, again);
                note(again);
                String line = text.line(again, batch);
                switch (format) {
                    case TEXT -> out.println(line);
                    case JSONL -> out.println(json(batch));
                    case HTML -> judged.add(Json.MAPPER.convertValue(batch, Map.class));
                }
                out.flush();
            });
        } catch (BrokenBundle broken) {
            throw new BadInput(broken.line());
        }
        if (batches == 0) {
            throw new BadInput(
                    "no verdict of this range is recorded in the store; see --from, --to and driftway.store");
        }
        switch (format) {
            case TEXT -> out.print("\n" + text.summary());
            case JSONL -> {}
            case HTML -> out.print(ReplayPage.of("Verdicts of the store", text.sentence(), judged));
        }
        out.flush();
    }

    private void note(StoreReplay.Again again) {
        if (!again.obstacle().isEmpty()) {
            err.println("driftway: " + Printable.of(again.recorded().source().name()) + ": " + again.obstacle()
                    + "; no verdict, and its recorded counts stand for it in the windows of later batches");
        }
    }

    private static String json(RecordedBatch batch) {
        try {
            return Json.MAPPER.writeValueAsString(batch);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }
}
