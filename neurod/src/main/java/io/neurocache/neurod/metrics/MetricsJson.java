package io.neurocache.neurod.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes metrics as the one JSON object of /metrics.json. Stateless; safe from any thread. */
public final class MetricsJson {
    private static final JsonFactory JSON = new JsonFactory();

    /** Above it a double is not exact for whole numbers. */
    private static final double MAX_WHOLE = 1L << 53;

    private MetricsJson() {}

    /** Renders metrics; those of a section must stand together. */
    public static byte[] render(List<Metric> metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            String section = "";
            for (Metric metric : metrics) {
                if (!metric.section().equals(section)) {
                    if (!section.isEmpty()) {
                        json.writeEndObject();
                    }
                    section = metric.section();
                    json.writeObjectFieldStart(section);
                }
                json.writeFieldName(metric.name());
                value(json, metric.value());
            }
            if (!section.isEmpty()) {
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            // The stream is memory: it cannot fail.
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void value(JsonGenerator json, Metric.Value value) throws IOException {
        switch (value) {
            case Metric.Whole(long number) -> json.writeNumber(number);
            case Metric.Real(double number) -> json.writeNumber(number);
            case Metric.Unknown() -> json.writeNull();
            case Metric.Text(String text) -> json.writeString(text);
            case Metric.ByLabel(String _, List<Metric.Labelled> values) -> {
                json.writeStartObject();
                for (Metric.Labelled each : values) {
                    json.writeNumberField(each.labelValue(), each.number());
                }
                json.writeEndObject();
            }
            case Metric.ById(List<String> names, List<Metric.Numbered> values) -> {
                json.writeStartArray();
                for (Metric.Numbered each : values) {
                    json.writeStartObject();
                    json.writeNumberField("id", each.id());
                    for (int i = 0; i < names.size(); i++) {
                        json.writeFieldName(names.get(i));
                        number(json, each.numbers().get(i));
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            case Metric.Quantiles(List<Metric.Quantile> values) -> {
                json.writeStartObject();
                for (Metric.Quantile each : values) {
                    json.writeFieldName("p" + each.percent());
                    number(json, each.value());
                }
                json.writeEndObject();
            }
        }
    }

    /** JSON has no word for a number that there is not. */
    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < MAX_WHOLE) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }
}
