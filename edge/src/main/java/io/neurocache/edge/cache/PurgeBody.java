package io.neurocache.edge.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.coherence.Order.Target;
import io.neurocache.edge.rules.CacheTag;
import io.neurocache.slab.Slab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a {@code POST /purge}: one JSON object with one of {@code keys}, {@code
 * prefix}, {@code tags} and {@code all}, and {@code soft} if it pleases.
 *
 * <p>Confined to one call.
 */
final class PurgeBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String TARGETS = "\"keys\", \"prefix\", \"tags\" or \"all\"";

    private final JsonParser parser;
    private @Nullable Target target;
    private List<String> names = List.of();
    private @Nullable Boolean soft;

    private PurgeBody(JsonParser parser) {
        this.parser = parser;
    }

    /** What was read. */
    sealed interface Result {
        /** An order. */
        record Accepted(Order order) implements Result {}

        /**
         * None.
         *
         * @param sentence what is wrong
         */
        record Refused(String sentence) implements Result {}
    }

    /** Says what is wrong with the body. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault(String sentence) {
            super(sentence, null, false, false);
        }

        Result.Refused refused() {
            return new Result.Refused(String.valueOf(getMessage()));
        }
    }

    /** Reads the body in UTF-8. */
    static Result read(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            return new Result.Accepted(new PurgeBody(parser).order());
        } catch (Fault fault) {
            return fault.refused();
        } catch (JsonProcessingException e) {
            return new Result.Refused("The body is not JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            return new Result.Refused("The body is not JSON: " + firstLine(e.getMessage()));
        }
    }

    private static String firstLine(@Nullable String message) {
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.endsWith(".") ? line : line + ".";
    }

    private Order order() throws IOException, Fault {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Fault("The body must be a JSON object with " + TARGETS + ".");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            field(parser.currentName());
        }
        if (parser.nextToken() != null) {
            throw new Fault("Something follows the JSON object.");
        }
        Target chosen = target;
        if (chosen == null) {
            throw new Fault("The body says nothing to purge: it needs " + TARGETS + ".");
        }
        return new Order(chosen, names, Boolean.TRUE.equals(soft));
    }

    private void field(String name) throws IOException, Fault {
        parser.nextToken();
        switch (name) {
            case "keys" -> names(Target.KEYS, name, list(name));
            case "tags" -> names(Target.TAGS, name, list(name));
            case "prefix" -> names(Target.PREFIX, name, List.of(string(name)));
            case "all" -> {
                if (!truth(name)) {
                    throw new Fault("\"all\" must be true, or absent.");
                }
                names(Target.ALL, name, List.of());
            }
            case "soft" -> {
                if (soft != null) {
                    throw new Fault("\"soft\" stands twice.");
                }
                soft = truth(name);
            }
            default ->
                    throw new Fault(
                            "Unknown field \""
                                    + shown(name)
                                    + "\": there are "
                                    + TARGETS
                                    + ", and \"soft\".");
        }
    }

    private void names(Target newTarget, String field, List<String> newNames) throws Fault {
        if (target == newTarget) {
            throw new Fault("\"" + field + "\" stands twice.");
        }
        if (target != null) {
            throw new Fault("Only one of " + TARGETS + " may be given.");
        }
        target = newTarget;
        names = newNames;
    }

    private List<String> list(String field) throws IOException, Fault {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new Fault("\"" + field + "\" must be a list of strings.");
        }
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (list.size() == Order.MAX_NAMES) {
                throw new Fault("\"" + field + "\" has more than " + Order.MAX_NAMES + " strings.");
            }
            list.add(string(field));
        }
        if (list.isEmpty()) {
            throw new Fault("\"" + field + "\" is empty.");
        }
        return list;
    }

    private String string(String field) throws IOException, Fault {
        boolean isList = !field.equals("prefix");
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new Fault(
                    "\"" + field + (isList ? "\" must hold strings." : "\" must be a string."));
        }
        String text = parser.getText();
        if (text.isEmpty()) {
            throw new Fault("\"" + field + (isList ? "\" holds an empty string." : "\" is empty."));
        }
        boolean isTag = field.equals("tags");
        int max = isTag ? CacheTag.MAX_TAG_CHARS : Slab.MAX_KEY_BYTES;
        if (text.length() > max) {
            throw new Fault("\"" + field + "\" has a string of more than " + max + " characters.");
        }
        // A key is visible ASCII as it stood in a request, a tag may have spaces.
        int least = isTag ? ' ' : ' ' + 1;
        if (!text.chars().allMatch(c -> c >= least && c < 0x7f)) {
            throw new Fault(
                    "\""
                            + field
                            + "\" has a character that no "
                            + (isTag ? "tag" : "key")
                            + " has: "
                            + (isTag ? "printable" : "visible")
                            + " ASCII alone"
                            + (isTag ? "." : ", others percent-encoded as in the request."));
        }
        return isTag ? text : key(field, text);
    }

    /** A key may be named as events and pre-loads name it. */
    private static String key(String field, String name) throws Fault {
        String key = Subject.namedKey(name);
        if (key.isEmpty()) {
            throw new Fault("\"" + field + "\" names no host after its two slashes.");
        }
        return key;
    }

    private boolean truth(String field) throws Fault {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new Fault("\"" + field + "\" must be true or false.");
        };
    }

    private static String shown(String name) {
        String cut = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return cut.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
