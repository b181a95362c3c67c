package io.neurocache.neurod.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes metrics in Prometheus' text format 0.0.4: the same facts as /metrics.json under the same
 * names, as {@code neurocache_SECTION_NAME}. Stateless; safe from any thread.
 */
public final class PrometheusText {
    /** The media type of what {@link #render} gives. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    /** Renders metrics; texts become the labels of one {@code neurocache_SECTION_info} line. */
    public static String render(List<Metric> metrics) {
        StringBuilder out = new StringBuilder(4096);
        List<Metric> texts = new ArrayList<>();
        for (Metric metric : metrics) {
            if (metric.kind() == Metric.Kind.INFO) {
                texts.add(metric);
            } else {
                numbers(out, metric);
            }
        }
        info(out, texts);
        return out.toString();
    }

    private static void numbers(StringBuilder out, Metric metric) {
        boolean counter = metric.kind() == Metric.Kind.COUNTER;
        String name =
                "neurocache_" + metric.section() + "_" + metric.name() + suffix(metric, counter);
        switch (metric.value()) {
            case Metric.Unknown() -> {}
            case Metric.Text(String _) -> {}
            case Metric.Whole(long number) ->
                    header(out, name, metric).append(name).append(' ').append(number).append('\n');
            case Metric.Real(double number) ->
                    header(out, name, metric).append(name).append(' ').append(number).append('\n');
            case Metric.ByLabel(String label, List<Metric.Labelled> values) -> {
                header(out, name, metric);
                for (Metric.Labelled each : values) {
                    out.append(name).append('{').append(label).append("=\"");
                    out.append(escaped(each.labelValue())).append("\"} ");
                    out.append(each.number()).append('\n');
                }
            }
            case Metric.ById(List<String> names, List<Metric.Numbered> values) -> {
                for (int i = 0; i < names.size(); i++) {
                    String full = name + "_" + names.get(i);
                    header(out, full, metric);
                    for (Metric.Numbered each : values) {
                        out.append(full).append("{id=\"").append(each.id()).append("\"} ");
                        out.append(number(each.numbers().get(i))).append('\n');
                    }
                }
            }
            case Metric.Quantiles(List<Metric.Quantile> values) -> {
                header(out, name, metric);
                for (Metric.Quantile each : values) {
                    out.append(name).append("{quantile=\"").append(each.percent() / 100.0);
                    out.append("\"} ").append(each.value()).append('\n');
                }
            }
        }
    }

    /** A whole number without the point that a double has. */
    private static String number(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private static String suffix(Metric metric, boolean counter) {
        return counter && !metric.name().endsWith("_total") ? "_total" : "";
    }

    private static StringBuilder header(StringBuilder out, String name, Metric metric) {
        out.append("# HELP ").append(name).append(' ').append(metric.help()).append('\n');
        out.append("# TYPE ").append(name).append(' ');
        return out.append(metric.kind() == Metric.Kind.COUNTER ? "counter" : "gauge").append('\n');
    }

    private static void info(StringBuilder out, List<Metric> texts) {
        if (texts.isEmpty()) {
            return;
        }
        out.append("# HELP neurocache_info What runs here.\n# TYPE neurocache_info gauge\n");
        out.append("neurocache_info{");
        String separator = "";
        for (Metric metric : texts) {
            out.append(separator).append(metric.section()).append('_').append(metric.name());
            if (metric.value() instanceof Metric.Text(String text)) {
                out.append("=\"").append(escaped(text)).append('"');
            }
            separator = ",";
        }
        out.append("} 1\n");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
