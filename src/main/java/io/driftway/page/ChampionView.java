package io.driftway.page;

import io.driftway.core.ledger.Champion;

/** The champion as the status page shows it. */
record ChampionView(String model, long sequence, String auc, long rows, int features) {

    static ChampionView of(Champion champion) {
        return new ChampionView(
                Shown.shortly(champion.model().id()),
                champion.sequence(),
                Shown.figure(champion.model().manifest().metrics().auc()),
                champion.model().manifest().training().rows(),
                champion.schema().features().size());
    }
}
