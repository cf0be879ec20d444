package io.driftway.doctor;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.model.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Whether there is a champion, and whether the service would take it. */
public final class ChampionCheck implements Check {

    private static final String SUBJECT = "champion";
    private static final int SHORT = 12;

    private final Champions champions;
    private final Function<ChampionPointer, Champion> load;

    /** @param load reads and verifies what a pointer names */
    public ChampionCheck(Champions champions, Function<ChampionPointer, Champion> load) {
        this.champions = champions;
        this.load = load;
    }

    @Override
    public List<Finding> look() {
        Optional<Champions.Current> current;
        try {
            current = champions.current();
            current.ifPresent(champions::verify);
        } catch (MalformedRecord refused) {
            return List.of(Finding.fault(SUBJECT, Keys.CHAMPION + ": " + refused.fault(), refused.remedy()));
        }
        if (current.isEmpty()) {
            return List.of(Finding.fault(
                    SUBJECT,
                    "there is none, and batches wait for it",
                    "driftway publish makes the first one, see driftway publish --help"));
        }
        ChampionPointer pointer = current.get().pointer();
        Champion champion;
        try {
            champion = load.apply(pointer);
        } catch (RuntimeException broken) {
            return List.of(Finding.fault(
                    SUBJECT,
                    "promotion " + pointer.sequence() + " cannot be put in service, "
                            + String.valueOf(broken.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    "driftway models rollback makes the one before it champion again"));
        }
        return List.of(Finding.ok(
                SUBJECT,
                String.format(
                        Locale.ROOT,
                        "model %s since promotion %d, %d features, held-out AUC %.3f; loaded and verified",
                        pointer.model()
                                .substring(0, Math.min(SHORT, pointer.model().length())),
                        pointer.sequence(),
                        champion.schema().features().size(),
                        champion.model().manifest().metrics().of(Metric.AUC))));
    }
}
