package io.neurocache.predict.next;

import java.util.Arrays;
import java.util.Set;

/**
 * Finds the contexts a session is in, and teaches them what came next. Confined to one thread.
 *
 * <p>Counts of the two contexts that weigh by distance are kept in units of a twelfth, see {@link
 * #unit}.
 */
final class Contexts {
    /** The most keys of a path that are a context. */
    static final int ORDERS = 3;

    /** How many of the last distinct keys are associated with the next one. */
    private static final int ASSOCIATED_KEYS = 6;

    private static final int TWELFTHS = 12;
    private static final int MAX_RESOURCES_TOLD_APART = 20;
    private static final Context[] ALL = Context.values();

    private final ContextTable table;
    private final Keys keys;
    private final boolean[] isUsed = new boolean[Context.COUNT];
    private final long[] hashes = new long[Context.COUNT];
    private final int[] places = new int[Context.COUNT];

    Contexts(ContextTable table, Keys keys, Set<Context> used) {
        this.table = table;
        this.keys = keys;
        for (Context context : used) {
            isUsed[context.number] = true;
        }
    }

    /** What one successor counts in this context. */
    static float unit(int context) {
        return context == Context.ASSOCIATED.number || context == Context.PAGE_ASSOCIATED.number
                ? 1f / TWELFTHS
                : 1;
    }

    ContextTable table() {
        return table;
    }

    /** Looks up all contexts of a session, for {@link #place}. */
    void find(Session session) {
        derive(session);
        for (int context = 0; context < places.length; context++) {
            int at = hashes[context] == 0 ? -1 : table.find(hashes[context]);
            places[context] = at >= 0 && table.total(at) > 0 ? at : -1;
        }
    }

    /** Where the context of the session found last lies in the table, or -1 when not known. */
    int place(int context) {
        return places[context];
    }

    /** Where the keys associated with this one lie, or -1. */
    int placeOfAssociated(long keyHash) {
        return isUsed(Context.ASSOCIATED) ? table.find(salted(Context.ASSOCIATED, keyHash)) : -1;
    }

    boolean isUsed(Context context) {
        return isUsed[context.number];
    }

    private void derive(Session session) {
        Arrays.fill(hashes, 0);
        set(Context.ORDER_0, 1);
        deriveFromKeys(session);
        if (session.pageCount > 0) {
            deriveFromPages(session);
        }
    }

    private void deriveFromKeys(Session session) {
        long path = 0;
        for (int order = 1; order <= Math.min(session.length, ORDERS); order++) {
            path = Hash.of(path, session.hashes[order - 1]);
            set(ALL[Context.ORDER_1.number + order - 1], path);
        }
        if (session.length > 1) {
            set(Context.SKIP_2, session.hashes[1]);
        }
        set(Context.OWN, Hash.of(session.client, session.hashes[0]));
        set(Context.ASSOCIATED, session.hashes[0]);
        int slot = keys.slot(session.keys[0]);
        if (slot >= 0) {
            long kind =
                    keys.kind(slot) * 32L + Math.min(session.resources, MAX_RESOURCES_TOLD_APART);
            set(Context.DIRECTORY, Hash.of(keys.directory(slot), kind));
        }
    }

    private void deriveFromPages(Session session) {
        long page = session.pageHashes[0];
        set(Context.PAGE_SET, Hash.of(page, session.resourceSet));
        set(Context.RESOURCES, page);
        set(Context.PAGE, page);
        set(Context.PAGE_ASSOCIATED, page);
        int slot = keys.slot(session.pages[0]);
        if (slot >= 0) {
            set(Context.PAGE_DIRECTORY, keys.directory(slot));
        }
        if (session.pageCount > 1) {
            setLike(Context.PAGE_BEFORE, session.pageHashes[1]);
        }
        if (session.pageCount > 2) {
            setLike(Context.PAGE_BEFORE_2, session.pageHashes[2]);
        }
    }

    private void set(Context context, long value) {
        if (isUsed(context)) {
            hashes[context.number] = salted(context, value);
        }
    }

    private void setLike(Context context, long page) {
        if (isUsed(context)) {
            hashes[context.number] = salted(Context.PAGE, page);
        }
    }

    private static long salted(Context context, long value) {
        return Hash.of(value, context.number + 1);
    }

    /**
     * Teaches every context of the session, as it is before the request, what was asked for next.
     *
     * @param isFirstInVisit whether it is a resource not yet asked for since the page
     */
    void learn(Session session, int reference, boolean isPage, boolean isFirstInVisit) {
        derive(session);
        for (int context = 0; context < hashes.length; context++) {
            if (hashes[context] != 0 && isTaughtAlone(ALL[context], isPage)) {
                table.add(table.admit(hashes[context]), reference, 1);
            }
        }
        associate(session, reference);
        if (isPage) {
            associatePages(session, reference);
        } else if (isFirstInVisit && hashes[Context.RESOURCES.number] != 0) {
            int at = table.admit(hashes[Context.RESOURCES.number]);
            table.addToVisit(at, reference, session.resources);
        }
    }

    private static boolean isTaughtAlone(Context context, boolean isPage) {
        return switch (context) {
            case PAGE, PAGE_DIRECTORY -> isPage;
            case RESOURCES, ASSOCIATED, PAGE_ASSOCIATED, PAGE_BEFORE, PAGE_BEFORE_2 -> false;
            case ORDER_1, ORDER_2, ORDER_3, PAGE_SET, SKIP_2, OWN, DIRECTORY, ORDER_0 -> true;
        };
    }

    private void associate(Session session, int reference) {
        int distance = 1;
        for (int i = 0; i < session.length && distance <= ASSOCIATED_KEYS; i++) {
            if (isUsed(Context.ASSOCIATED) && !isRepeated(session, i)) {
                int at = table.admit(salted(Context.ASSOCIATED, session.hashes[i]));
                table.add(at, reference, TWELFTHS / distance);
                distance++;
            }
        }
    }

    private static boolean isRepeated(Session session, int at) {
        for (int i = 0; i < at; i++) {
            if (session.hashes[i] == session.hashes[at]) {
                return true;
            }
        }
        return false;
    }

    private void associatePages(Session session, int reference) {
        for (int i = 0; i < session.pageCount && isUsed(Context.PAGE_ASSOCIATED); i++) {
            int at = table.admit(salted(Context.PAGE_ASSOCIATED, session.pageHashes[i]));
            table.add(at, reference, TWELFTHS / (i + 1));
        }
    }

    /** Counts a visit to a page. */
    void visit(long pageHash) {
        if (isUsed(Context.RESOURCES)) {
            table.visit(table.admit(salted(Context.RESOURCES, pageHash)));
        }
    }
}
