package io.neurocache.neuroctl;

import java.util.List;
import java.util.Map;

/** Whether words are coloured. Safe from any thread. */
enum Color {
    ALWAYS,
    NEVER;

    private static final String FLAG = "--color";

    /**
     * Flag over environment (NO_COLOR, CLICOLOR, CLICOLOR_FORCE) over what stderr is. It is looked
     * for among the raw words, as it is needed for what is wrong with them too.
     */
    static Color of(List<String> args, Map<String, String> environment, boolean isTerminal) {
        String asked = "auto";
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith(FLAG + "=")) {
                asked = args.get(i).substring(FLAG.length() + 1);
            } else if (args.get(i).equals(FLAG) && i + 1 < args.size()) {
                asked = args.get(i + 1);
            }
        }
        if (asked.equals("always") || asked.equals("never")) {
            return asked.equals("always") ? ALWAYS : NEVER;
        }
        boolean forced = !"0".equals(environment.getOrDefault("CLICOLOR_FORCE", "0"));
        boolean off =
                environment.containsKey("NO_COLOR") || "0".equals(environment.get("CLICOLOR"));
        return forced || (isTerminal && !off) ? ALWAYS : NEVER;
    }

    String red(String text) {
        return this == ALWAYS ? "\u001b[31m" + text + "\u001b[0m" : text;
    }
}
