package io.driftway.app;

import java.util.function.Supplier;

/** A core value made from properties: what the value refuses is said with the name of the property group. */
final class Setting {

    private Setting() {}

    static <T> T of(String group, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(group + "." + refused.getMessage(), refused);
        }
    }
}
