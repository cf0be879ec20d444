package io.driftway.page;

import io.driftway.core.ledger.Champion;
import io.driftway.core.model.Metric;

/** The champion as the status page shows it. */
record ChampionView(String model, long sequence, String auc, String rows, String features) {

    static ChampionView of(Champion champion) {
        return new ChampionView(
                Shown.shortly(champion.model().id()),
                champion.sequence(),
                Shown.figure(champion.model().manifest().metrics().of(Metric.AUC)),
                Shown.count(champion.model().manifest().training().rows()),
                Shown.count(champion.schema().features().size()));
    }
}
