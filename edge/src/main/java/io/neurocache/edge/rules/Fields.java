package io.neurocache.edge.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP field lines in the order in which they came, each with the name as it was spelled.
 * Immutable: safe from any thread.
 *
 * <p>Names are found by linear search without regard to case. A head has some twenty lines: a
 * search touches less memory than a hash table would need to be built.
 */
public final class Fields {

    /** No field lines at all. */
    public static final Fields EMPTY = new Fields(new String[0], 0);

    /** What a line costs besides its name and value: colon, space and CR LF. */
    private static final int LINE_OVERHEAD_BYTES = 4;

    /** Name and value in turns; slots past {@code 2 * count} are unused. */
    private final String[] lines;

    private final int count;

    private Fields(String[] lines, int count) {
        this.lines = lines;
        this.count = count;
    }

    /** Returns the lines given as name, value, name, value. */
    public static Fields of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("each name needs a value");
        }
        return new Fields(namesAndValues.clone(), namesAndValues.length / 2);
    }

    /** Starts an empty list of lines. */
    public static Builder builder() {
        return builder(16);
    }

    /** Starts an empty list with room for some lines, which grows when there are more. */
    public static Builder builder(int lines) {
        return new Builder(new String[2 * lines], 0);
    }

    /** Starts a list that begins with these lines. */
    public Builder toBuilder() {
        int room = Math.max(2 * count + 8, 16);
        return new Builder(Arrays.copyOf(lines, room), count);
    }

    /** Returns the number of lines. */
    public int count() {
        return count;
    }

    /** Returns the name of the line at an index below {@link #count()}, as received. */
    public String name(int index) {
        return lines[2 * check(index)];
    }

    /** Returns the value of the line at an index below {@link #count()}. */
    public String value(int index) {
        return lines[2 * check(index) + 1];
    }

    /** Says whether at least one line has this name. */
    public boolean contains(String name) {
        return find(name, 0) < count;
    }

    /** Returns the value of the first line with this name, or null. */
    public @Nullable String first(String name) {
        int at = find(name, 0);
        return at < count ? lines[2 * at + 1] : null;
    }

    /** Returns the values of all lines with this name, in order. */
    public List<String> all(String name) {
        int at = find(name, 0);
        if (at == count) {
            return List.of();
        }
        List<String> values = new ArrayList<>(4);
        for (; at < count; at = find(name, at + 1)) {
            values.add(lines[2 * at + 1]);
        }
        return values;
    }

    /** Returns all values with this name joined by comma and space (RFC 9110 §5.3), or null. */
    public @Nullable String combined(String name) {
        int at = find(name, 0);
        if (at == count) {
            return null;
        }
        int next = find(name, at + 1);
        if (next == count) {
            return lines[2 * at + 1];
        }
        StringBuilder all = new StringBuilder(lines[2 * at + 1]);
        for (; next < count; next = find(name, next + 1)) {
            all.append(", ").append(lines[2 * next + 1]);
        }
        return all.toString();
    }

    /** Returns how many lines have this name. */
    public int count(String name) {
        int found = 0;
        for (int at = find(name, 0); at < count; at = find(name, at + 1)) {
            found++;
        }
        return found;
    }

    /** Calls back with name and value of each line, in order. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < count; i++) {
            visitor.accept(lines[2 * i], lines[2 * i + 1]);
        }
    }

    /** Returns what the lines take in an HTTP/1.1 head, in bytes. */
    public long sizeBytes() {
        long size = (long) count * LINE_OVERHEAD_BYTES;
        for (int i = 0; i < 2 * count; i++) {
            size += lines[i].length();
        }
        return size;
    }

    /** Returns the index of the first line from {@code from} on with this name, or the count. */
    private int find(String name, int from) {
        int at = from;
        while (at < count && !lines[2 * at].equalsIgnoreCase(name)) {
            at++;
        }
        return at;
    }

    private int check(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields that
                && Arrays.equals(lines, 0, 2 * count, that.lines, 0, 2 * that.count);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < 2 * count; i++) {
            hash = 31 * hash + lines[i].hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Fields[");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ").append(name(i)).append(": ").append(value(i));
        }
        return text.append(']').toString();
    }

    /** Collects field lines. Confined to one thread. */
    public static final class Builder {
        private String[] lines;
        private int count;

        private Builder(String[] lines, int count) {
            this.lines = lines;
            this.count = count;
        }

        /** Adds a line at the end. */
        public Builder add(String name, String value) {
            if (2 * count == lines.length) {
                lines = Arrays.copyOf(lines, Math.max(16, 2 * lines.length));
            }
            lines[2 * count] = name;
            lines[2 * count + 1] = value;
            count++;
            return this;
        }

        /** Adds all lines of another list, in order. */
        public Builder addAll(Fields more) {
            for (int i = 0; i < more.count; i++) {
                add(more.lines[2 * i], more.lines[2 * i + 1]);
            }
            return this;
        }

        /** Removes every line with this name. */
        public Builder remove(String name) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (!lines[2 * i].equalsIgnoreCase(name)) {
                    lines[2 * kept] = lines[2 * i];
                    lines[2 * kept + 1] = lines[2 * i + 1];
                    kept++;
                }
            }
            count = kept;
            return this;
        }

        /** Removes every line with this name and adds one at the end. */
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        /** Forgets all lines, and keeps the room for others. */
        public Builder clear() {
            Arrays.fill(lines, 0, 2 * count, null);
            count = 0;
            return this;
        }

        /** Returns what was collected. The builder may go on; it no longer shares anything. */
        public Fields build() {
            return count == 0 ? EMPTY : new Fields(Arrays.copyOf(lines, 2 * count), count);
        }
    }
}
