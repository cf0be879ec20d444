package io.driftway.core.lifecycle;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.Promotions;
import io.driftway.core.model.Quality;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists the models of the store and when each was champion. A person makes a model champion here, by a rollback or a promotion. */
public final class ModelHistory {

    private static final int SHORT = 12;

    private final Champions champions;
    private final ModelRegistry registry;
    private final Clock clock;

    public ModelHistory(Champions champions, ModelRegistry registry, Clock clock) {
        this.champions = champions;
        this.registry = registry;
        this.clock = clock;
    }

    /** Returns every change of champion, the newest included. */
    public Promotions promotions() {
        return champions.history();
    }

    /** Ids of the models in the store, newest first. */
    public List<String> models() {
        return registry.models();
    }

    /**
     * Reads a model and checks all of it.
     *
     * @throws Unpromotable when it is not whole
     */
    public Bundle load(String model) {
        try {
            Bundle bundle = registry.load(model);
            if (!bundle.model().id().equals(model)) {
                throw new Unpromotable("model " + shortly(model) + ": the bundle's manifest is another model's, "
                        + shortly(bundle.model().id()) + "; restore it from a backup");
            }
            return bundle;
        } catch (BrokenBundle | MalformedRecord broken) {
            throw new Unpromotable(String.valueOf(broken.getMessage()));
        }
    }

    /** The model whose id begins so. */
    public String find(String prefix) {
        List<String> found =
                models().stream().filter(model -> model.startsWith(prefix)).toList();
        if (found.isEmpty()) {
            throw new Unpromotable("no model in the store begins with " + prefix + "; see driftway models list");
        }
        if (found.size() > 1) {
            throw new Unpromotable(found.size() + " models begin with " + prefix + ": "
                    + found.stream().map(ModelHistory::shortly).collect(Collectors.joining(", "))
                    + "; give more of the id");
        }
        return found.getFirst();
    }

    /**
     * Makes a former champion champion again.
     *
     * @param to the beginning of its id, or the sequence of one of its promotions; null for the one before
     * @param why a sentence
     * @param who user and host
     */
    public Promotion rollback(@Nullable String to, String why, String who) {
        Champions.Current current = current();
        Promotions history = champions.history();
        return change(current, to == null ? previous(history) : named(to, history), Promotion.Kind.ROLLBACK, why, who);
    }

    /** Makes any model in the store champion. */
    public Promotion promote(String prefix, String why, String who) {
        Champions.Current current = current();
        return change(current, find(prefix), Promotion.Kind.PROMOTE, why, who);
    }

    private Champions.Current current() {
        return champions
                .current()
                .orElseThrow(() ->
                        new Unpromotable("the store has no champion yet; make the first one with driftway publish"));
    }

    private static String previous(Promotions history) {
        return history.previous()
                .orElseThrow(() -> new Unpromotable(
                        "there is no champion before this one; name a model with --to, see driftway models list"));
    }

    /** So few digits are a sequence, more are the beginning of an id. */
    private String named(String to, Promotions history) {
        if (to.matches("\\d{1,6}")) {
            Optional<Promotion> promotion = history.entries().stream()
                    .filter(p -> p.sequence() == Long.parseLong(to))
                    .findFirst();
            return promotion
                    .map(Promotion::model)
                    .orElseThrow(() -> new Unpromotable("there is no promotion " + to
                            + "; see driftway models list, or give at least 7 characters of a model's id"));
        }
        String model = find(to);
        boolean wasChampion = history.entries().stream()
                .anyMatch(p -> p.model().equals(model)
                        || (p.from() != null && p.from().model().equals(model)));
        if (!wasChampion) {
            throw new Unpromotable("model " + shortly(model)
                    + " was never champion, so there is no going back to it; use driftway models promote");
        }
        return model;
    }

    private Promotion change(Champions.Current current, String model, Promotion.Kind kind, String why, String who) {
        Promotion before = current.promotion();
        if (before.model().equals(model)) {
            throw new Unpromotable("model " + shortly(model) + " is the champion already");
        }
        Bundle bundle = load(model);
        Promotion promotion = Promotion.of(
                ModelRegistry.pointer(bundle, before.sequence() + 1, null),
                kind,
                clock.instant(),
                who,
                why,
                (bundle.model().manifest().metrics()),
                new Promotion.Former(before.model(), before.reference(), figures(before)));
        verify(promotion);
        if (!champions.replace(current, promotion)) {
            throw new Unpromotable("the champion was changed by somebody else meanwhile, nothing is done;"
                    + " look at driftway models list and decide again");
        }
        return promotion;
    }

    /** Whether the service would take it. */
    void verify(Promotion promotion) {
        try {
            registry.load(promotion.pointer());
        } catch (IllegalStateException | IllegalArgumentException unfit) {
            throw new Unpromotable(
                    "model " + shortly(promotion.model()) + " cannot be put in service: " + unfit.getMessage());
        }
    }

    /** A champion that is broken can be rolled back from all the same. */
    @Nullable
    Quality figures(Promotion before) {
        try {
            return before.metrics() == null
                    ? (registry.load(before.model()).model().manifest().metrics())
                    : before.metrics();
        } catch (BrokenBundle | MalformedRecord broken) {
            return null;
        }
    }

    /** Returns the first 12 characters of a model's id, which messages show in place of all 64. */
    public static String shortly(String model) {
        return model.substring(0, Math.min(SHORT, model.length()));
    }
}
