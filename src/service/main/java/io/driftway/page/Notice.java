package io.driftway.page;

import java.util.Map;

/** A page that has nothing to show, and says why. */
final class Notice {

    private static final Template TEMPLATE = new Template("notice");

    private Notice() {}

    static String html(int status, String sentence) {
        return TEMPLATE.render(Map.of("status", status, "sentence", sentence));
    }
}
