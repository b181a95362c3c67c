package io.neurocache.neurod.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML file as a tree of nodes that know their places. No Java object is ever made from YAML, and
 * what a configuration has no use for, anchors, aliases and tags, is refused before the tree
 * exists, so that no file can grow in memory beyond its own size.
 *
 * <p>Confined to the thread that reads the configuration.
 */
final class YamlFile {
    static final int MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 20;

    private final String name;
    private final Faults faults;

    private YamlFile(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    /**
     * Reads the tree; null when faults were added, or the document is empty.
     *
     * @param faults takes what keeps the file from being read
     */
    static @Nullable Node read(Path file, Faults faults) {
        YamlFile reader = new YamlFile(file.toString(), faults);
        @Nullable String text = reader.text(file);
        return text == null ? null : reader.compose(text);
    }

    private @Nullable String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                faults.add(name, "larger than " + Units.formatSize(MAX_FILE_BYTES));
                return null;
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException _) {
            faults.add(name, "no such file");
        } catch (AccessDeniedException _) {
            faults.add(name, "permission denied");
        } catch (CharacterCodingException _) {
            faults.add(name, "not UTF-8");
        } catch (IOException e) {
            faults.add(name, "cannot be read: " + e.getMessage());
        }
        return null;
    }

    private @Nullable Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_FILE_BYTES);
        options.setMaxAliasesForCollections(0);
        Yaml yaml = new Yaml(options);
        int before = faults.count();
        try {
            checkEvents(yaml.parse(new StringReader(text)));
            return faults.count() == before ? yaml.compose(new StringReader(text)) : null;
        } catch (MarkedYAMLException e) {
            addSyntaxFault(e);
        } catch (ReaderException e) {
            addCharacterFault(text, e);
        } catch (YAMLException e) {
            faults.add(name, String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void checkEvents(Iterable<Event> events) {
        int documents = 0;
        for (Event event : events) {
            if (event instanceof DocumentStartEvent && ++documents == 2) {
                addAt(event, "a second document; the file must hold one");
            }
            if (event instanceof AliasEvent) {
                addAt(event, "aliases (*name) are not accepted; write the value out");
            } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
                addAt(event, "anchors (&name) are not accepted");
            }
            if (hasTag(event)) {
                addAt(event, "tags (!name) are not accepted");
            }
        }
    }

    private static boolean hasTag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag() != null;
            case CollectionStartEvent collection -> collection.getTag() != null;
            default -> false;
        };
    }

    private void addAt(Event event, String what) {
        faults.add(name, event.getStartMark(), what);
    }

    private void addSyntaxFault(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        String what = "not valid YAML: " + context + e.getProblem();
        if (e.getProblemMark() == null) {
            faults.add(name, what);
        } else {
            faults.add(name, e.getProblemMark(), what);
        }
    }

    private void addCharacterFault(String text, ReaderException e) {
        // The reader counts code points and knows no lines.
        int end =
                text.offsetByCodePoints(
                        0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        int line = 1 + (int) text.chars().limit(end).filter(c -> c == '\n').count();
        int column = end - text.lastIndexOf('\n', end - 1);
        String place = name + ":" + line + ":" + column;
        faults.add(place, String.format("the character U+%04X is not accepted", e.getCodePoint()));
    }
}
