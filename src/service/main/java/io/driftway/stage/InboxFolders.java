package io.driftway.stage;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Says which folders of the inbox are listed. Where batches are put in dated folders these are the folders of late, and those in which a batch is known to wait: such a listing does
 * not grow with the inbox. Otherwise it is the whole inbox.
 */
public final class InboxFolders {

    /** It is tomorrow already somewhere. */
    private static final Duration AHEAD = Duration.ofHours(14);

    private static final Duration STEP = Duration.ofHours(1);

    private final String prefix;
    private final @Nullable DateTimeFormatter pattern;
    private final Duration lookback;
    private final Supplier<List<String>> waiting;
    private final Clock clock;

    /**
     * @param prefix of the inbox
     * @param pattern of the folders below it, such as {@code yyyy/MM/dd/}, in UTC; empty where they are not dated
     * @param lookback how far back
     * @param waiting the names of the blobs that wait
     */
    public InboxFolders(String prefix, String pattern, Duration lookback, Supplier<List<String>> waiting, Clock clock) {
        this.prefix = prefix;
        this.pattern =
                pattern.isEmpty() ? null : DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
        this.lookback = lookback;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * Returns the folders to list, and notes them in the exchange.
     *
     * @param names of blobs whose folders are listed too; null for none
     */
    public List<String> choose(@Body @Nullable List<String> names, Exchange exchange) {
        if (pattern == null) {
            return List.of(prefix);
        }
        Set<String> folders = new LinkedHashSet<>();
        Instant now = clock.instant();
        Instant last = now.plus(AHEAD);
        for (Instant at = now.minus(lookback); at.isBefore(last); at = at.plus(STEP)) {
            folders.add(prefix + pattern.format(at));
        }
        List<String> others = new ArrayList<>(waiting.get());
        others.addAll(names == null ? List.of() : names);
        others.forEach(name -> folderOf(name, pattern).ifPresent(folders::add));
        List<String> chosen = List.copyOf(folders);
        exchange.setProperty(SupersededVersions.FOLDERS, chosen);
        return chosen;
    }

    /** Returns the dated folder that holds a blob of this name; empty where it is in none. */
    private Optional<String> folderOf(String name, DateTimeFormatter dated) {
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        int end = prefix.length();
        for (long depth = dated.format(clock.instant())
                        .chars()
                        .filter(c -> c == '/')
                        .count();
                depth > 0;
                depth--) {
            end = name.indexOf('/', end) + 1;
            if (end == 0) {
                return Optional.empty();
            }
        }
        try {
            dated.parse(name.substring(prefix.length(), end));
            return Optional.of(name.substring(0, end));
        } catch (DateTimeException another) {
            return Optional.empty();
        }
    }
}
