package io.driftway.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/** Holds checks that all settings share. A refusal names the property and its value. */
final class Setting {

    private Setting() {}

    /** Makes a core value from the properties of a group. When the value refuses one, the message begins with the name of the group. */
    static <T> T of(String group, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(group + "." + refused.getMessage(), refused);
        }
    }

    /** A setting that is there and empty names none of the values. */
    static void requireOne(String name, @Nullable Enum<?> value, Class<? extends Enum<?>> type) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must be " + oneOf(type) + ", got \"\"");
        }
    }

    /** Returns the values of an enum, as settings write them. */
    static String oneOf(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    static void requireCron(String name, String value) {
        if (!CronExpression.isValidExpression(value)) {
            throw new IllegalArgumentException(
                    name + " must be a cron expression of Quartz, such as 0/30 * * * * ?, got \"" + value + "\"");
        }
    }
}
