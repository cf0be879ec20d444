package io.driftway.core.stream;

import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.stream.RowReader.Poison;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes windows into the inbox, each under a name of its own and only if the name is free. Whoever writes a window again finds it there: of any number of writers one succeeds.
 *
 * <p>A value that is no row is set aside first, as it came, so that a window in the inbox has all its poison beside it.
 */
public final class WindowWriter {

    /** Folder of the values that are no rows. */
    public static final String SET_ASIDE = "set-aside/";

    private final ObjectStore store;
    private final RowReader reader;
    private final String prefix;
    private final Optional<DateTimeFormatter> folders;
    private final String name;

    /**
     * @param reader the one by which the windows were cut
     * @param prefix folder of the inbox, ends with a slash
     * @param folders pattern of dated folders below it, in UTC, which are those of the window's first record; empty for none
     * @param name begins the names of all windows, and names the folder of what is set aside
     */
    public WindowWriter(ObjectStore store, RowReader reader, String prefix, String folders, String name) {
        this.store = store;
        this.reader = reader;
        this.prefix = prefix;
        this.folders = folders.isEmpty()
                ? Optional.empty()
                : Optional.of(DateTimeFormatter.ofPattern(folders, Locale.ROOT).withZone(ZoneOffset.UTC));
        this.name = name;
    }

    /** What became of a window. */
    public enum Result {
        /** It is in the inbox now. */
        WRITTEN,
        /** It was in the inbox already, with these bytes. */
        THERE,
        /** It has no row, so that there is nothing to write. */
        EMPTY,
        /** Another content has its name. It is not written, and must not be committed. */
        DIFFERS
    }

    /**
     * A value that is no row.
     *
     * @param partition of the log
     * @param offset where it stood
     * @param reason what is wrong, without a word of the value
     * @param key the object that has its bytes
     */
    public record SetAside(Partition partition, long offset, String reason, String key) {}

    /**
     * What became of a window.
     *
     * @param key its object, whether it is there or not
     */
    public record Written(Window window, Result result, String key) {}

    /**
     * Writes a window, or finds it there. The window stays open for another try.
     *
     * @param told is told of each value that this call has set aside, at once: a try that fails later does not forget it
     * @throws java.io.UncheckedIOException if the store or the disk fails; any part may have been written then
     */
    public Written write(Window window, Consumer<SetAside> told) {
        byte[] csv = window.csv(
                reader, (kept, poison) -> setAside(window, kept, poison).ifPresent(told));
        String key = key(window);
        return new Written(window, window.rows() == 0 ? Result.EMPTY : put(window, key, csv), key);
    }

    private Optional<SetAside> setAside(Window window, Spool.Kept kept, Poison poison) {
        String key = SET_ASIDE + name + "/" + window.partition().number() + "/" + padded(kept.offset());
        return store.putIfAbsent(key, kept.value())
                .map(etag -> new SetAside(window.partition(), kept.offset(), poison.reason(), key));
    }

    private Result put(Window window, String key, byte[] csv) {
        if (store.putIfAbsent(key, csv).isPresent()) {
            return Result.WRITTEN;
        }
        // Of a window whose beginning the log has lost, the whole may have been written before.
        boolean same = window.torn()
                || store.get(key)
                        .filter(there -> Arrays.equals(there.content(), csv))
                        .isPresent();
        return same ? Result.THERE : Result.DIFFERS;
    }

    private String key(Window window) {
        return prefix
                + folders.map(dated -> dated.format(Instant.ofEpochMilli(window.begun())))
                        .orElse("")
                + name + "-" + window.partition().number() + "-" + padded(window.first()) + ".csv";
    }

    /** So many digits that names are in the order of offsets. */
    private static String padded(long offset) {
        return String.format(Locale.ROOT, "%019d", offset);
    }
}
