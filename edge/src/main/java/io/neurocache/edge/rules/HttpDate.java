package io.neurocache.edge.rules;

import java.util.List;

/**
 * Reads and writes HTTP dates (RFC 9110 §5.6.7): the fixed form, and the two obsolete forms that a
 * recipient must read too. Stateless: safe from any thread; nothing here throws on input.
 *
 * <p>Names of days and months and the zone are read without regard to case, and the day's name is
 * not compared with the date: senders get that wrong without meaning another date. Everything else
 * must have its exact place, because a date that is guessed becomes a response that is served
 * stale.
 */
public final class HttpDate {

    /** Stands for a text that is no HTTP date. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final String SHORT_DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int IMF_LENGTH = 29;
    private static final int ASCTIME_LENGTH = 24;
    private static final long SECONDS_PER_DAY = 86_400;

    /** Days from 0000-03-01 to 1970-01-01 in the proleptic Gregorian calendar. */
    private static final long DAYS_TO_EPOCH = 719_468;

    private static final int DAYS_PER_ERA = 146_097;

    private HttpDate() {}

    /**
     * Returns the milliseconds since the epoch that a text stands for, or {@link #INVALID}.
     *
     * @param nowMillis decides the century of a two-digit year
     */
    public static long parse(String text, long nowMillis) {
        if (text.length() == IMF_LENGTH && text.charAt(3) == ',') {
            return parseImfFixdate(text);
        }
        if (text.length() == ASCTIME_LENGTH) {
            return parseAsctime(text);
        }
        return parseRfc850(text, nowMillis);
    }

    /**
     * Returns the date in the only line with a name, or {@link #INVALID} when there is no line or
     * more than one: each date field is a single value.
     */
    public static long parse(Fields fields, String name, long nowMillis) {
        String value = fields.first(name);
        if (value == null || fields.count(name) != 1) {
            return INVALID;
        }
        return parse(Tokens.trim(value), nowMillis);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static long parseImfFixdate(String text) {
        boolean framed =
                isShortDay(text)
                        && text.charAt(4) == ' '
                        && text.charAt(7) == ' '
                        && text.charAt(11) == ' '
                        && text.charAt(16) == ' '
                        && text.regionMatches(true, 25, " GMT", 0, 4);
        if (!framed) {
            return INVALID;
        }
        return instant(
                number(text, 12, 16), month(text, 8), number(text, 5, 7), timeOfDay(text, 17));
    }

    /** {@code Sun Nov 6 08:49:37 1994}. */
    private static long parseAsctime(String text) {
        boolean framed =
                isShortDay(text)
                        && text.charAt(3) == ' '
                        && text.charAt(7) == ' '
                        && text.charAt(10) == ' '
                        && text.charAt(19) == ' ';
        if (!framed) {
            return INVALID;
        }
        int day = text.charAt(8) == ' ' ? number(text, 9, 10) : number(text, 8, 10);
        return instant(number(text, 20, 24), month(text, 4), day, timeOfDay(text, 11));
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static long parseRfc850(String text, long nowMillis) {
        int comma = text.indexOf(',');
        if (comma < 0 || text.length() != comma + 24 || !isLongDay(text, comma)) {
            return INVALID;
        }
        int at = comma + 1;
        boolean framed =
                text.charAt(at) == ' '
                        && text.charAt(at + 3) == '-'
                        && text.charAt(at + 7) == '-'
                        && text.charAt(at + 10) == ' '
                        && text.regionMatches(true, at + 19, " GMT", 0, 4);
        int twoDigits = framed ? number(text, at + 8, at + 10) : -1;
        if (twoDigits < 0) {
            return INVALID;
        }
        int month = month(text, at + 4);
        int day = number(text, at + 1, at + 3);
        int timeOfDay = timeOfDay(text, at + 11);
        long latestYear = yearOf(Math.floorDiv(nowMillis, 1000 * SECONDS_PER_DAY)) + 50;
        long year = latestYear - Math.floorMod(latestYear - twoDigits, 100);
        // More than 50 years ahead means the most recent such year in the past.
        int dayThen = month == 2 && day == 29 ? 28 : day;
        long fiftyYearsBefore = instant(year - 50, month, dayThen, timeOfDay);
        if (fiftyYearsBefore != INVALID && fiftyYearsBefore > nowMillis) {
            year -= 100;
        }
        return instant(year, month, day, timeOfDay);
    }

    private static boolean isShortDay(String text) {
        for (String day : DAYS) {
            if (text.regionMatches(true, 0, day, 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLongDay(String text, int length) {
        for (String day : DAYS) {
            if (day.length() == length && text.regionMatches(true, 0, day, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the month 1..12 whose three letters are at an index, or -1. */
    private static int month(String text, int at) {
        for (int month = 0; month < 12; month++) {
            if (text.regionMatches(true, at, MONTHS, month * 3, 3)) {
                return month + 1;
            }
        }
        return -1;
    }

    /** Returns the seconds into the day of {@code 08:49:37} at an index, or -1. */
    private static int timeOfDay(String text, int at) {
        int hour = number(text, at, at + 2);
        int minute = number(text, at + 3, at + 5);
        int second = number(text, at + 6, at + 8);
        boolean valid =
                text.charAt(at + 2) == ':'
                        && text.charAt(at + 5) == ':'
                        && hour >= 0
                        && hour < 24
                        && minute >= 0
                        && minute < 60
                        && second >= 0
                        && second <= 60;
        return valid ? hour * 3600 + minute * 60 + second : -1;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static long instant(long year, int month, int day, int timeOfDay) {
        boolean valid =
                year >= 0
                        && month > 0
                        && day > 0
                        && timeOfDay >= 0
                        && day <= daysInMonth(year, month);
        if (!valid) {
            return INVALID;
        }
        return (daysFromEpoch(year, month, day) * SECONDS_PER_DAY + timeOfDay) * 1000;
    }

    private static int daysInMonth(long year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Counts in years that begin in March, so that the leap day is the last day of its year. */
    private static long daysFromEpoch(long year, int month, int day) {
        long marchYear = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(marchYear, 400);
        long yearOfEra = marchYear - era * 400;
        long dayOfYear = (153L * ((month + 9) % 12) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
    }

    private static long yearOf(long daysFromEpoch) {
        return packedDate(daysFromEpoch) >> 16;
    }

    /** Returns year, month and day of the month packed as {@code year << 16 | month << 8 | day}. */
    private static long packedDate(long daysFromEpoch) {
        long shifted = daysFromEpoch + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        long dayOfEra = shifted - era * DAYS_PER_ERA;
        long yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | day;
    }

    /** Returns a moment in the fixed form, 29 chars; the year must be 0..9999. */
    public static String format(long epochMillis) {
        StringBuilder text = new StringBuilder(IMF_LENGTH);
        append(text, epochMillis);
        return text.toString();
    }

    /** Appends a moment in the fixed form. Costs no allocation of its own. */
    public static void append(StringBuilder text, long epochMillis) {
        long seconds = Math.floorDiv(epochMillis, 1000L);
        long days = Math.floorDiv(seconds, SECONDS_PER_DAY);
        int timeOfDay = (int) (seconds - days * SECONDS_PER_DAY);
        long date = packedDate(days);
        int year = (int) (date >> 16);
        if (year < 0 || year > 9999) {
            throw new IllegalArgumentException("year does not have four digits");
        }
        // Day 0 of the epoch was a Thursday, the fourth name of the table.
        int weekday = (int) Math.floorMod(days + 3, 7L);
        int month = (int) (date >> 8 & 0xff) - 1;
        text.append(SHORT_DAYS, weekday * 3, weekday * 3 + 3).append(", ");
        appendTwoDigits(text, (int) (date & 0xff)).append(' ');
        text.append(MONTHS, month * 3, month * 3 + 3).append(' ');
        appendTwoDigits(text, year / 100);
        appendTwoDigits(text, year % 100).append(' ');
        appendTwoDigits(text, timeOfDay / 3600).append(':');
        appendTwoDigits(text, timeOfDay / 60 % 60).append(':');
        appendTwoDigits(text, timeOfDay % 60).append(" GMT");
    }

    private static StringBuilder appendTwoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
