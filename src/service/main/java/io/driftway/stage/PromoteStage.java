package io.driftway.stage;

import io.driftway.core.batch.Kinded;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.RefusedChampion;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices a new champion and puts it in service. If the new champion cannot be verified, the stage refuses it and the last good one stays. */
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

    private volatile @Nullable RefusedChampion told;

    public PromoteStage(Champions champions, ChampionLoader loader, ChampionInService inService) {
        this.champions = champions;
        this.loader = loader;
        this.inService = inService;
    }

    /**
     * The {@link Champion} that was swapped in; a {@link RefusedChampion} when it cannot be, once for each fault; nothing when it is the one
     * in service already, there is none, or the fault was told before. A store that fails throws: it says nothing about the champion.
     */
    public synchronized @Nullable Kinded notice() {
        Champions.Current read = null;
        try {
            read = champions.current().orElse(null);
            return read == null || isInService(read.pointer()) ? null : swap(read);
        } catch (UncheckedIOException world) {
            throw world;
        } catch (RuntimeException fault) {
            return refuse(
                    new RefusedChampion(read == null ? 0 : read.promotion().sequence(), oneLine(fault)));
        }
    }

    private Champion swap(Champions.Current read) {
        ChampionPointer pointer = read.pointer();
        champions.verify(read);
        Champion next = loader.load(pointer);
        champions.note(read.promotion());
        inService.swap(next);
        told = null;
        LOG.atInfo()
                .addKeyValue("model", pointer.model())
                .addKeyValue("sequence", pointer.sequence())
                .log("a new champion is in service");
        return next;
    }

    private @Nullable RefusedChampion refuse(RefusedChampion refused) {
        if (refused.equals(told)) {
            return null;
        }
        told = refused;
        LOG.atError()
                .addKeyValue("sequence", refused.sequence())
                .addKeyValue("fault", refused.fault())
                .addKeyValue(
                        "in_service",
                        inService.current().map(c -> c.model().id()).orElse("none"))
                .log("the new champion is refused, the last good one stays");
        return refused;
    }

    private static String oneLine(RuntimeException fault) {
        return String.valueOf(fault.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    private boolean isInService(ChampionPointer pointer) {
        return inService
                .current()
                .filter(c ->
                        c.sequence() == pointer.sequence() && c.model().id().equals(pointer.model()))
                .isPresent();
    }
}
