package io.driftway.stage;

import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices a new champion and swaps it in. What cannot be verified is refused and the last good one stays. */
public final class PromoteStage {

    private static final Logger LOG = LoggerFactory.getLogger(PromoteStage.class);

    /** Loads and verifies the model that a pointer names. */
    @FunctionalInterface
    public interface ChampionLoader {
        /** Throws with one line that says what is wrong with the bundle. */
        Champion load(ChampionPointer pointer);
    }

    private final Champions champions;
    private final ChampionLoader loader;
    private final ChampionInService inService;

    public PromoteStage(Champions champions, ChampionLoader loader, ChampionInService inService) {
        this.champions = champions;
        this.loader = loader;
        this.inService = inService;
    }

    /** The champion that was swapped in, or nothing when it is the one in service already or there is none. */
    public @Nullable Champion notice() {
        ChampionPointer pointer =
                champions.current().map(Champions.Current::pointer).orElse(null);
        if (pointer == null || isInService(pointer)) {
            return null;
        }
        Champion next = loader.load(pointer);
        inService.swap(next);
        LOG.atInfo()
                .addKeyValue("model", pointer.model())
                .addKeyValue("sequence", pointer.sequence())
                .log("a new champion is in service");
        return next;
    }

    private boolean isInService(ChampionPointer pointer) {
        return inService
                .current()
                .filter(c ->
                        c.sequence() == pointer.sequence() && c.model().id().equals(pointer.model()))
                .isPresent();
    }
}
