package io.neurocache.neurod.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys and values of one mapping. Reading a value that is absent or faulty gives null, and a
 * faulty one adds its fault, so that a caller reads all values first and looks at the count of
 * faults then.
 *
 * <p>Confined to the thread that reads the configuration.
 */
final class Fields {
    private final String file;
    private final Faults faults;
    private final Node mapping;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();

    private Fields(String file, Faults faults, Node mapping) {
        this.file = file;
        this.faults = faults;
        this.mapping = mapping;
    }

    /**
     * Takes a mapping apart.
     *
     * @param known the keys it may have; empty if the caller looks at them itself
     * @return null when the node is no mapping
     */
    static @Nullable Fields of(
            String file, Faults faults, Node node, String what, Collection<String> known) {
        if (!(node instanceof MappingNode mappingNode)) {
            faults.add(
                    file, node.getStartMark(), what + " must be a mapping, not " + describe(node));
            return null;
        }
        Fields fields = new Fields(file, faults, node);
        for (NodeTuple tuple : mappingNode.getValue()) {
            fields.take(tuple, known);
        }
        return fields;
    }

    private void take(NodeTuple tuple, Collection<String> known) {
        if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
            addAt(tuple.getKeyNode(), "a key must be a word");
            return;
        }
        String key = keyNode.getValue();
        if (!known.isEmpty() && !known.contains(key)) {
            String suggestion = Suggestion.of(key, known);
            addAt(keyNode, "unknown key " + Faults.quoted(key) + suggestion);
        } else if (values.containsKey(key)) {
            int firstLine = keys.getOrDefault(key, keyNode).getStartMark().getLine() + 1;
            String place = " is already set in line " + firstLine;
            addAt(keyNode, "the key " + Faults.quoted(key) + place);
        } else {
            keys.put(key, keyNode);
            values.put(key, tuple.getValueNode());
        }
    }

    /** Returns the keys in their order. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable Node node(String key) {
        return values.get(key);
    }

    /** Returns the line of a key, counted from 1. */
    int line(String key) {
        return keys.getOrDefault(key, mapping).getStartMark().getLine() + 1;
    }

    /** Adds a fault at a key. */
    void addAtKey(String key, String what) {
        addAt(keys.getOrDefault(key, mapping), what);
    }

    /** Adds a fault at a value. */
    void addAtValue(String key, String what) {
        addAt(values.getOrDefault(key, mapping), what);
    }

    /** Adds a fault if the key is absent. */
    void require(String key) {
        if (!has(key)) {
            addAt(mapping, "the key \"" + key + "\" is missing");
        }
    }

    /** Reads a string; the parser's refusal becomes the fault. */
    <T> @Nullable T string(String key, Function<String, T> parser) {
        Node node = values.get(key);
        if (node == null || !isString(key, node)) {
            return null;
        }
        return parsed(key, node, parser);
    }

    /** Reads a string, or several in a list. */
    <T> List<T> strings(String key, Function<String, T> parser) {
        Node node = values.get(key);
        List<T> parsed = new ArrayList<>();
        if (node == null) {
            return parsed;
        }
        List<Node> items =
                node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        for (Node item : items) {
            T value = isString(key, item) ? parsed(key, item, parser) : null;
            if (value != null) {
                parsed.add(value);
            }
        }
        if (items.isEmpty()) {
            addAt(node, key + " must not be an empty list");
        }
        return parsed;
    }

    /** Reads a value whatever YAML takes it for, such as {@code 10} or {@code 30s}. */
    <T> @Nullable T scalar(String key, Function<String, T> parser) {
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (!(node instanceof ScalarNode) || node.getTag().equals(Tag.NULL)) {
            addAt(node, key + " must be a value, not " + describe(node));
            return null;
        }
        return parsed(key, node, parser);
    }

    private boolean isString(String key, Node node) {
        if (node.getTag().equals(Tag.STR)) {
            return true;
        }
        boolean other = node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
        String advice = other ? "; put it in quotes" : "";
        addAt(node, key + " must be a string, not " + describe(node) + advice);
        return false;
    }

    private <T> @Nullable T parsed(String key, Node node, Function<String, T> parser) {
        String text = ((ScalarNode) node).getValue();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            addAt(node, key + " " + Faults.quoted(text) + ": " + e.getMessage());
            return null;
        }
    }

    private void addAt(Node node, String what) {
        faults.add(file, node.getStartMark(), what);
    }

    static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        Tag tag = node.getTag();
        String text = ((ScalarNode) node).getValue();
        if (tag.equals(Tag.NULL)) {
            return "nothing";
        }
        if (tag.equals(Tag.BOOL)) {
            return "the truth value " + Faults.quoted(text);
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return (number ? "the number " : "") + Faults.quoted(text);
    }
}
