package io.driftway.app;

import java.util.function.Supplier;
import org.quartz.CronExpression;

/** What settings have in common: a refusal names the property and its value. */
final class Setting {

    private Setting() {}

    /** A core value made from the properties of a group; what the value refuses is said with the group's name before it. */
    static <T> T of(String group, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(group + "." + refused.getMessage(), refused);
        }
    }

    static void requireCron(String name, String value) {
        if (!CronExpression.isValidExpression(value)) {
            throw new IllegalArgumentException(
                    name + " must be a cron expression of Quartz, such as 0/30 * * * * ?, got \"" + value + "\"");
        }
    }
}
