package io.neurocache.neurod.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fact about the node.
 *
 * @param section the object of /metrics.json it stands in
 * @param name its name there; the unit comes last
 * @param kind how it moves
 * @param help one sentence for /metrics
 * @param value the fact now
 */
public record Metric(String section, String name, Kind kind, String help, Value value) {
    /** How a metric moves. */
    public enum Kind {
        /** Only up, from 0 at the start of the process. */
        COUNTER,
        /** Up and down. */
        GAUGE,
        /** Text; left out of /metrics, but for the labels of its info line. */
        INFO
    }

    /** What a metric can be. */
    public sealed interface Value {}

    /** A whole number. */
    public record Whole(long number) implements Value {}

    /** A ratio or a time. */
    public record Real(double number) implements Value {}

    /** A ratio of which the divisor is still 0: null in JSON, absent in /metrics. */
    public record Unknown() implements Value {}

    /** A text. */
    public record Text(String text) implements Value {}

    /** Numbers by the value of one label. */
    public record ByLabel(String label, List<Labelled> values) implements Value {}

    /**
     * Numbers by an id: an array of objects in JSON, a label in /metrics.
     *
     * @param names of the numbers beside the id
     */
    public record ById(List<String> names, List<Numbered> values) implements Value {}

    /**
     * The numbers of one id.
     *
     * @param numbers as many as there are names; NaN while there is none
     */
    public record Numbered(int id, List<Double> numbers) {}

    /** Parts of a distribution, in the metric's unit. */
    public record Quantiles(List<Quantile> values) implements Value {}

    /**
     * So much of a distribution is not above the value.
     *
     * @param percent 1 to 99
     * @param value NaN while there is none
     */
    public record Quantile(int percent, double value) {}

    /** One of several numbers. */
    public record Labelled(String labelValue, long number) {}

    /** A counter. */
    public static Metric counter(String section, String name, String help, long value) {
        return new Metric(section, name, Kind.COUNTER, help, new Whole(value));
    }

    /** A gauge of whole numbers. */
    public static Metric gauge(String section, String name, String help, long value) {
        return new Metric(section, name, Kind.GAUGE, help, new Whole(value));
    }

    /** A gauge of real numbers. */
    public static Metric real(String section, String name, String help, double value) {
        return new Metric(section, name, Kind.GAUGE, help, new Real(value));
    }

    /** A part of a whole, unknown while the whole is nothing. */
    public static Metric ratio(String section, String name, String help, long part, long whole) {
        Value value = whole == 0 ? new Unknown() : new Real((double) part / whole);
        return new Metric(section, name, Kind.GAUGE, help, value);
    }

    /** A text. */
    public static Metric text(String section, String name, @Nullable String text) {
        return new Metric(section, name, Kind.INFO, "", new Text(text == null ? "" : text));
    }
}
