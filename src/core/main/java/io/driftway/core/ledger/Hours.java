package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names the hours in which records stand, such as {@code 2026-11-29T14}. An hour is in UTC. The first 10 characters of its name are the day, the first 7 the month, so a listing
 * of a day or a month is a listing by a shorter prefix.
 */
final class Hours {

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withZone(ZoneOffset.UTC);

    static final int MONTH = 7;
    static final int DAY = 10;

    /** From so many hours of a day on, or days of a month, one listing of the whole is made in place of theirs. */
    private static final int HOURS_TOGETHER = 4;

    private static final int DAYS_TOGETHER = 20;

    private static final int DAYS_BACK = 2;
    private static final int MONTHS_BACK = 2;

    private Hours() {}

    /**
     * Returns at least so many of the newest records of a folder, or all, oldest first. It lists the last days, then the last months, and all of the folder only where these hold too few.
     *
     * @param folder one whose records stand by hour, such as {@link Keys#VERDICTS}
     */
    static List<Version> newest(ObjectStore store, String folder, int count, Instant now) {
        ZonedDateTime today = now.atZone(ZoneOffset.UTC);
        Map<String, Version> found = new HashMap<>();
        for (int days = 0; days < DAYS_BACK && found.size() < count; days++) {
            list(store, Keys.byHour(folder, day(today.minusDays(days).toInstant())), found);
        }
        for (int months = 0; months < MONTHS_BACK && found.size() < count; months++) {
            list(store, Keys.byHour(folder, month(today.minusMonths(months).toInstant())), found);
        }
        if (found.size() < count) {
            list(store, folder, found);
        }
        return byAge(found.values());
    }

    private static void list(ObjectStore store, String prefix, Map<String, Version> found) {
        store.list(prefix).forEach(version -> found.put(version.key(), version));
    }

    /** Returns these versions, oldest first. */
    static List<Version> byAge(Collection<Version> versions) {
        return versions.stream()
                .sorted(Comparator.comparing(Version::lastModified))
                .toList();
    }

    /** Returns the hour of this instant. */
    static String of(Instant instant) {
        return HOUR.format(instant);
    }

    /** Returns the day of this instant. */
    static String day(Instant instant) {
        return of(instant).substring(0, DAY);
    }

    /** Returns the month of this instant. */
    static String month(Instant instant) {
        return of(instant).substring(0, MONTH);
    }

    /** Returns names of hours, days and months that cover these hours and days with few listings. */
    static List<String> covering(Collection<String> hours) {
        List<String> names = new ArrayList<>();
        groups(hours, MONTH).forEach((month, ofMonth) -> {
            Map<String, List<String>> days = groups(ofMonth, DAY);
            if (days.size() >= DAYS_TOGETHER) {
                names.add(month);
            } else {
                days.forEach((day, ofDay) -> {
                    if (ofDay.size() >= HOURS_TOGETHER) {
                        names.add(day);
                    } else {
                        names.addAll(ofDay);
                    }
                });
            }
        });
        return names;
    }

    private static Map<String, List<String>> groups(Collection<String> names, int length) {
        return names.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        name -> name.substring(0, Math.min(length, name.length())), TreeMap::new, Collectors.toList()));
    }

    /** Tells whether one of these names of hours, days and months is of this hour. */
    static boolean isCovered(Collection<String> names, String hour) {
        return names.contains(hour)
                || names.contains(hour.substring(0, DAY))
                || names.contains(hour.substring(0, MONTH));
    }
}
