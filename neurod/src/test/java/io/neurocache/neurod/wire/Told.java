package io.neurocache.neurod.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Keeps what is told, and holds it against the schema. Confined to one thread. */
final class Told implements BiConsumer<String, String> {
    private static final WireSchema SCHEMA = WireSchema.read();

    private final List<Event> events = new ArrayList<>();

    /** What was told of something. */
    record Event(String type, String members) {
        Object get(String name) {
            try {
                Object value = Json.object("{" + members + "}").get(name);
                return value == null ? "null" : value;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Map<String, Object> all() {
            try {
                return Json.object("{" + members + "}");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void accept(String type, String members) {
        SCHEMA.accept(type, members);
        events.add(new Event(type, members));
    }

    /** What has been told since somebody looked last. */
    List<Event> take() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    Event takeOne() {
        List<Event> taken = take();
        if (taken.size() != 1) {
            throw new AssertionError("not one event: " + taken);
        }
        return taken.getFirst();
    }

    /** As a line a type and members. */
    List<String> takeText() {
        return take().stream().map(each -> each.type() + " " + each.members()).toList();
    }
}
