package io.driftway.page;

import io.driftway.core.ledger.QuarantineRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says of a batch that was set aside what is wrong with it, and what to do. */
final class QuarantinePage {

    private static final Template TEMPLATE = new Template("quarantine");

    private QuarantinePage() {}

    static String html(QuarantineRecord record, String away, List<Link> links) {
        return TEMPLATE.render(Map.of(
                "pages",
                Link.pages(""),
                "links",
                links,
                "away",
                away,
                "name",
                record.source().name(),
                "at",
                Shown.time(record.quarantinedAt()),
                "reason",
                record.reason().replace('_', ' '),
                "position",
                record.position(),
                "fault",
                record.fault(),
                "remedy",
                record.remedy()));
    }

    static Map<String, Object> json(QuarantineRecord record) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("batch", record.batchId());
        shown.put("name", record.source().name());
        shown.put("outcome", "quarantined");
        shown.put("reason", record.reason());
        shown.put("position", record.position());
        shown.put("fault", record.fault());
        shown.put("remedy", record.remedy());
        shown.put("ended_at", record.quarantinedAt());
        return shown;
    }
}
