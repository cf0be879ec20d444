package io.driftway.core.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every change of champion, oldest first, and what follows from the order.
 *
 * @param entries by sequence, ascending
 */
public record Promotions(List<Promotion> entries) {

    public Promotions {
        entries = List.copyOf(entries);
    }

    /** The champion of that instant: of the promotions made by then the last. Empty before the first. */
    public Optional<Promotion> liveAt(Instant instant) {
        return entries.stream()
                .filter(promotion -> !promotion.at().isAfter(instant))
                .reduce((earlier, later) -> later);
    }

    /** When the champion of this promotion was replaced; empty for the one that is champion now. */
    public Optional<Instant> until(Promotion promotion) {
        return entries.stream()
                .filter(later -> later.sequence() > promotion.sequence())
                .findFirst()
                .map(Promotion::at);
    }

    /** The promotions of this model. */
    public List<Promotion> of(String model) {
        return entries.stream()
                .filter(promotion -> promotion.model().equals(model))
                .toList();
    }

    /**
     * The champion that a rollback returns to. Champions lie on each other like plates: a rollback takes off what is above the one it returns
     * to, so a second rollback goes one further back and not forth again.
     */
    public Optional<String> previous() {
        List<String> plates = new ArrayList<>();
        entries.forEach(promotion -> put(plates, promotion));
        return plates.size() < 2 ? Optional.empty() : Optional.of(plates.get(plates.size() - 2));
    }

    /** The rollback that took this model off, unless a person has made it champion again since. */
    public Optional<Promotion> withdrawal(String model) {
        List<String> plates = new ArrayList<>();
        Promotion withdrawal = null;
        for (Promotion promotion : entries) {
            boolean there = plates.contains(model) || isFrom(model, promotion.from());
            put(plates, promotion);
            if (plates.contains(model)) {
                withdrawal = null;
            } else if (there) {
                withdrawal = promotion;
            }
        }
        return Optional.ofNullable(withdrawal);
    }

    private static boolean isFrom(String model, Promotion.@Nullable Former from) {
        return from != null && from.model().equals(model);
    }

    private static void put(List<String> plates, Promotion promotion) {
        if (plates.isEmpty() && promotion.from() != null) {
            plates.add(promotion.from().model());
        }
        int place = plates.lastIndexOf(promotion.model());
        if (promotion.kind() == Promotion.Kind.ROLLBACK && place >= 0) {
            plates.subList(place + 1, plates.size()).clear();
        } else {
            plates.add(promotion.model());
        }
    }
}
