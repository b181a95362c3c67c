package io.neurocache.edge.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a fill: the one that started it and gets the response whatever it is, those who
 * joined and get it if it may be shared, and those who stand behind it and only want it to be past.
 *
 * <p>Confined to the fill's event loop.
 */
final class Waiters {
    private final int max;
    private @Nullable Waiter leader;
    private List<Waiter> followers = new ArrayList<>(4);
    private List<Waiter> behind = List.of();

    /** Nobody yet. At most so many may join or stand behind. */
    Waiters(int max) {
        this.max = max;
    }

    /** The one that started the fill; none where nobody waits for it, or it has been taken. */
    @Nullable Waiter leader() {
        return leader;
    }

    void lead(Waiter waiter) {
        leader = waiter;
    }

    /** Joins; false when too many wait. */
    boolean follow(Waiter waiter) {
        if (isFull()) {
            return false;
        }
        followers.add(waiter);
        return true;
    }

    /** Stands behind; false when too many wait. */
    boolean standBehind(Waiter waiter) {
        if (isFull()) {
            return false;
        }
        if (behind.isEmpty()) {
            behind = new ArrayList<>(4);
        }
        behind.add(waiter);
        return true;
    }

    private boolean isFull() {
        int leaders = leader == null ? 0 : 1;
        return leaders + followers.size() + behind.size() >= max;
    }

    @Nullable Waiter takeLeader() {
        Waiter taken = leader;
        leader = null;
        return taken;
    }

    List<Waiter> takeFollowers() {
        List<Waiter> taken = followers;
        followers = List.of();
        return taken;
    }

    List<Waiter> takeBehind() {
        List<Waiter> taken = behind;
        behind = List.of();
        return taken;
    }
}
