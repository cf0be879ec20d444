package io.driftway.page;

import io.driftway.core.ledger.Promotion;
import java.util.Locale;

/** A change of champion as the status page shows it. */
record PromotionView(long sequence, String at, String model, String kind, String who, String why, String auc) {

    static PromotionView of(Promotion promotion) {
        Promotion.Figures metrics = promotion.metrics();
        Double auc = metrics == null ? null : metrics.auc();
        return new PromotionView(
                promotion.sequence(),
                Shown.time(promotion.at()),
                Shown.shortly(promotion.model()),
                promotion.kind().name().toLowerCase(Locale.ROOT),
                promotion.who(),
                promotion.why(),
                auc == null ? "–" : Shown.figure(auc));
    }
}
