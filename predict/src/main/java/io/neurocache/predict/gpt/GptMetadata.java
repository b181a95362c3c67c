package io.neurocache.predict.gpt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.neurocache.predict.model.ModelException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model file says of a GPT-2, as JSON: its shape, its vocabulary, how precise it is, and
 * notes for people.
 *
 * <p>Safe from any thread.
 *
 * @param vocabulary with the shape
 * @param precision {@link Precision#FLOAT32} where the text does not say
 * @param notes where it comes from and how it was trained; not acted upon
 */
public record GptMetadata(Vocabulary vocabulary, Precision precision, Map<String, String> notes) {
    private static final int MAX_NOTES = 64;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(4)
                                    .maxStringLength(Vocabulary.MAX_KEY_CHARS)
                                    .build())
                    .build();

    /** Copies the map. */
    public GptMetadata {
        notes = Map.copyOf(notes);
    }

    /** The same values give the same text. */
    public String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Integer> number : numbers(vocabulary.shape()).entrySet()) {
                json.writeNumberField(number.getKey(), number.getValue());
            }
            json.writeNumberField("seed", vocabulary.seed());
            json.writeStringField("precision", precision.text());
            json.writeArrayFieldStart("keys");
            for (Vocabulary.Slot slot : vocabulary.slots()) {
                json.writeString(slot.key());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("generations");
            for (Vocabulary.Slot slot : vocabulary.slots()) {
                json.writeNumber(slot.generation());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("notes");
            for (Map.Entry<String, String> note : new TreeMap<>(notes).entrySet()) {
                json.writeStringField(note.getKey(), note.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be written to", e);
        }
        return text.toString();
    }

    private static Map<String, Integer> numbers(GptShape shape) {
        Map<String, Integer> numbers = new TreeMap<>();
        numbers.put("slots", shape.slots());
        numbers.put("buckets", shape.buckets());
        numbers.put("features", shape.features());
        numbers.put("context", shape.context());
        numbers.put("width", shape.width());
        numbers.put("heads", shape.heads());
        numbers.put("layers", shape.layers());
        return numbers;
    }

    /**
     * Reads it; unknown fields are passed over.
     *
     * @throws ModelException when it is not such an object, or a value is missing or out of range
     */
    public static GptMetadata parse(String text) throws ModelException {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(text)) {
            fields.read(json);
            return fields.build();
        } catch (JsonParseException e) {
            throw new ModelException("not a model: its metadata is no JSON", e);
        } catch (IllegalArgumentException e) {
            throw new ModelException("not a model: its metadata: " + e.getMessage(), e);
        } catch (ModelException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelException("not a model: its metadata: " + e.getMessage(), e);
        }
    }

    /** What has been read up to now. */
    private static final class Fields {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> keys = new ArrayList<>();
        private final List<Integer> generations = new ArrayList<>();
        private final Map<String, String> notes = new HashMap<>();
        private long seed;
        private Precision precision = Precision.FLOAT32;

        void read(JsonParser json) throws IOException {
            require(json.nextToken() == JsonToken.START_OBJECT, "it is no object");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "seed" -> {
                        require(value == JsonToken.VALUE_NUMBER_INT, "the seed is no number");
                        seed = json.getLongValue();
                    }
                    case "precision" -> {
                        require(value == JsonToken.VALUE_STRING, "the precision is no text");
                        precision = Precision.of(json.getText());
                    }
                    case "keys" -> readKeys(json);
                    case "generations" -> readGenerations(json);
                    case "notes" -> readNotes(json);
                    default -> {
                        if (value == JsonToken.VALUE_NUMBER_INT) {
                            numbers.put(name, json.getIntValue());
                        } else {
                            json.skipChildren();
                        }
                    }
                }
            }
            require(json.nextToken() == null, "something follows it");
        }

        private void readKeys(JsonParser json) throws IOException {
            require(json.currentToken() == JsonToken.START_ARRAY, "keys are no list");
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                keys.add(json.getText());
            }
            require(json.currentToken() == JsonToken.END_ARRAY, "a key is no string");
        }

        private void readGenerations(JsonParser json) throws IOException {
            require(json.currentToken() == JsonToken.START_ARRAY, "generations are no list");
            while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                generations.add(json.getIntValue());
            }
            require(json.currentToken() == JsonToken.END_ARRAY, "a generation is no number");
        }

        private void readNotes(JsonParser json) throws IOException {
            require(json.currentToken() == JsonToken.START_OBJECT, "notes are no object");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                require(json.nextToken() == JsonToken.VALUE_STRING, "a note is no string");
                require(notes.size() < MAX_NOTES, "there are too many notes");
                notes.put(json.currentName(), json.getText());
            }
        }

        GptMetadata build() throws ModelException {
            GptShape shape =
                    new GptShape(
                            number("slots"),
                            number("buckets"),
                            number("features"),
                            number("context"),
                            number("width"),
                            number("heads"),
                            number("layers"));
            require(keys.size() == generations.size(), "there are not as many generations as keys");
            List<Vocabulary.Slot> slots = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                slots.add(new Vocabulary.Slot(keys.get(i), generations.get(i)));
            }
            return new GptMetadata(new Vocabulary(shape, seed, slots), precision, notes);
        }

        private int number(String name) throws ModelException {
            Integer number = numbers.get(name);
            if (number == null) {
                throw new ModelException("not a model: its metadata has no " + name);
            }
            return number;
        }

        private static void require(boolean holds, String fault) throws ModelException {
            if (!holds) {
                throw new ModelException("not a model: its metadata: " + fault);
            }
        }
    }
}
