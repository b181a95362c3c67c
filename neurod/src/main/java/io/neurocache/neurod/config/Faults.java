package io.neurocache.neurod.config;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/**
 * Collects what is wrong, so that one start shows all of it.
 *
 * <p>Confined to the thread that reads the configuration.
 */
final class Faults {
    /** More than anybody reads; a file of nonsense must not print a screenful for each byte. */
    private static final int MAX_FAULTS = 50;

    private static final int MAX_SHOWN_CHARS = 128;

    private final List<String> found = new ArrayList<>();
    private int unlisted;

    /** Adds a fault at a place: a flag, a variable, a file. */
    void add(String place, String what) {
        if (found.size() < MAX_FAULTS) {
            found.add(place + ": " + what);
        } else {
            unlisted++;
        }
    }

    /** Adds a fault at a place in a file. */
    void add(String file, Mark mark, String what) {
        add(file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1), what);
    }

    void addAll(ConfigException exception) {
        for (String fault : exception.faults()) {
            if (found.size() < MAX_FAULTS) {
                found.add(fault);
            } else {
                unlisted++;
            }
        }
    }

    int count() {
        return found.size() + unlisted;
    }

    void throwIfAny() throws ConfigException {
        if (found.isEmpty()) {
            return;
        }
        List<String> faults = new ArrayList<>(found);
        if (unlisted > 0) {
            faults.add(unlisted + " more faults");
        }
        throw new ConfigException(faults);
    }

    /**
     * Puts a value in quotes for a message: cut to a line's length, without control characters, and
     * without the password that a URL may hold.
     */
    static String quoted(String value) {
        StringBuilder shown = new StringBuilder("\"");
        String harmless = value.replaceAll("//[^/@]*@", "//***@");
        int end = Math.min(harmless.length(), MAX_SHOWN_CHARS);
        for (int index = 0; index < end; index++) {
            char c = harmless.charAt(index);
            shown.append(Character.isISOControl(c) ? '\ufffd' : c);
        }
        return shown.append(end < harmless.length() ? "…\"" : "\"").toString();
    }
}
