package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * Finds the objects of the least value among a handful that stand a chance: the oldest of the
 * classes that looked worst when looked at last, what was left over from the last search, and some
 * at random. In a small cache all are looked at.
 *
 * <p>A value is used again while its object has not become much older and was not asked for. An
 * offer that is worth no more than one that was just refused is refused without a search.
 */
final class VictimSearch {
    private static final int NONE = ObjectTable.NONE;

    private static final int AT_RANDOM = 16;
    private static final int LEFT_OVER = 16;
    private static final int WORST_CLASSES = 10;

    /** Offers that are refused in a row on the word of one search. */
    private static final int REFUSALS = 7;

    /** A value holds while its object gets older by less than this part of its age. */
    private static final int AGING = 8;

    /** In turnovers: how long any value holds, and how long a class is left alone. */
    private static final float FRESH = 0.02f;

    private static final float ALONE = 0.5f;

    private final Objective objective;
    private final ObjectTable objects;
    private final Learner learner;
    private final Candidates candidates = new Candidates();

    private final int[] left = new int[LEFT_OVER];
    private final float[] leftValue = new float[LEFT_OVER];
    private int leftCount;
    private final int[] leftTime = new int[LEFT_OVER];

    // By class: the object that was its oldest, its value, and when that was.
    private final int[] tail;
    private final float[] tailValue;
    private final int[] tailTime;

    /** The lowest values of classes, in order. */
    private final float[] worst = new float[WORST_CLASSES];

    /** What a search found to be the lowest value and refused for, and how often since. */
    private float refusedBelow = Float.NEGATIVE_INFINITY;

    private int refusedTime;
    private int refusals;

    private int[] planned = new int[16];
    private int plannedFrom;
    private int plannedTo;

    // What somebody else chooses among.
    private final Choice choice = new Choice();
    private final int[] few = new int[Choice.MOST_CACHED];
    private final float[] fewValue = new float[Choice.MOST_CACHED];
    private final int[] fewTime = new int[Choice.MOST_CACHED];

    /** By node: whether it is planned. */
    private byte[] leaving = new byte[0];

    VictimSearch(int classes, Objective objective, ObjectTable objects, Learner learner) {
        this.objective = objective;
        this.objects = objects;
        this.learner = learner;
        tail = new int[classes];
        tailValue = new float[classes];
        tailTime = new int[classes];
        Arrays.fill(tail, NONE);
    }

    /**
     * Plans what goes to free some bytes for an object.
     *
     * <p>For object hits each of them must be worth less than the object by the byte. For byte hits
     * all together must be worth less than it: a large object that brings most of the bytes would
     * else be refused for the sake of the last small one (measured: byte hits of .61 instead of
     * .72).
     *
     * @param value of the object, see {@link Learner#value}
     * @return false when the object is not worth it; then nothing is planned
     */
    boolean plan(long bytes, float value, long incomingBytes) {
        forgetPlan();
        if (bytes <= 0) {
            return true;
        }
        if (isHopeless(value)) {
            return false;
        }
        leaving = Growth.with(leaving, objects.nodes());
        gather();
        float lowest = candidates.lowestValue();
        boolean agreed = takeLowest(bytes, value, incomingBytes);
        end(agreed);
        refusals = 0;
        refusedBelow = agreed ? Float.NEGATIVE_INFINITY : lowest;
        refusedTime = learner.now();
        return agreed;
    }

    /**
     * Plans what goes to free some bytes for an object, as somebody else chooses among those of the
     * least value and the object itself.
     *
     * @return false when the object itself is chosen; then nothing is planned
     */
    boolean plan(long bytes, int incoming, Chooser chooser) {
        forgetPlan();
        if (bytes <= 0) {
            return true;
        }
        leaving = Growth.with(leaving, objects.nodes());
        gather();
        boolean agreed = takeChosen(bytes, incoming, chooser);
        end(agreed);
        return agreed;
    }

    private void forgetPlan() {
        plannedFrom = 0;
        plannedTo = 0;
    }

    private void end(boolean agreed) {
        keepLeftOver();
        for (int i = 0; i < plannedTo; i++) {
            leaving[planned[i]] = 0;
        }
        plannedTo = agreed ? plannedTo : 0;
    }

    /**
     * Whether the last search, a moment ago, found nothing worth as little; some searches are made
     * all the same, since each sees other objects.
     */
    private boolean isHopeless(float value) {
        if (value > refusedBelow || !isFresh(refusedTime) || refusals >= REFUSALS) {
            return false;
        }
        refusals++;
        return true;
    }

    /** The next planned object that is still cached, or NONE; it stays the next. */
    int next() {
        for (; plannedFrom < plannedTo; plannedFrom++) {
            if (objects.isCached(planned[plannedFrom])) {
                return planned[plannedFrom];
            }
        }
        return NONE;
    }

    private boolean takeLowest(long bytes, float value, long incomingBytes) {
        double worth = (double) FastLog.exp2(value) * incomingBytes;
        double lost = 0;
        long missing = bytes;
        while (missing > 0) {
            if (candidates.size() == 0) {
                gatherMore();
                if (candidates.size() == 0) {
                    return true;
                }
            }
            int node = candidates.lowest();
            float lowest = candidates.lowestValue();
            if (objective == Objective.OBJECTS && lowest >= value) {
                return false;
            }
            candidates.removeLowest();
            if (leaving[node] == 0) {
                lost += (double) FastLog.exp2(lowest) * objects.bytes(node);
                if (objective == Objective.BYTES && lost >= worth) {
                    return false;
                }
                append(node);
                missing -= objects.bytes(node);
            }
        }
        return true;
    }

    private boolean takeChosen(long bytes, int incoming, Chooser chooser) {
        long missing = bytes;
        while (missing > 0) {
            int lowest = takeLowestFew();
            if (lowest == 0) {
                return true;
            }
            learner.begin(choice);
            for (int i = 0; i < lowest; i++) {
                learner.add(few[i], choice);
            }
            learner.add(incoming, choice);
            int chosen = chooser.choose(choice);
            Check.argument(chosen >= 0 && chosen <= lowest, "not up for choice", chosen);
            for (int i = 0; i < lowest; i++) {
                if (i != chosen) {
                    candidates.add(few[i], fewValue[i], fewTime[i]);
                }
            }
            if (chosen == lowest) {
                return false;
            }
            append(few[chosen]);
            missing -= objects.bytes(few[chosen]);
        }
        return true;
    }

    /** Takes those of the lowest values out of the candidates, each once; how many there are. */
    private int takeLowestFew() {
        int count = 0;
        while (count < few.length) {
            if (candidates.size() == 0) {
                if (count > 0) {
                    break;
                }
                gatherMore();
                if (candidates.size() == 0) {
                    break;
                }
            }
            int node = candidates.lowest();
            if (leaving[node] == 0 && !isAmongFew(node, count)) {
                few[count] = node;
                fewValue[count] = candidates.lowestValue();
                fewTime[count] = candidates.lowestTime();
                count++;
            }
            candidates.removeLowest();
        }
        return count;
    }

    private boolean isAmongFew(int node, int count) {
        for (int i = 0; i < count; i++) {
            if (few[i] == node) {
                return true;
            }
        }
        return false;
    }

    private void gather() {
        candidates.clear();
        if (objects.cached() <= AT_RANDOM + LEFT_OVER) {
            gatherAll();
            return;
        }
        gatherLeftOver();
        gatherOldest();
        for (int i = 0; i < AT_RANDOM; i++) {
            consider(objects.randomCached());
        }
    }

    /** What is looked at when all candidates are planned: some more at random, or all the rest. */
    private void gatherMore() {
        for (int i = 0; i < AT_RANDOM; i++) {
            int node = objects.randomCached();
            if (node != NONE && leaving[node] == 0) {
                consider(node);
            }
        }
        if (candidates.size() == 0) {
            gatherAll();
        }
    }

    private void gatherAll() {
        for (int place = objects.activeClasses() - 1; place >= 0; place--) {
            for (int node = objects.oldest(place); node != NONE; node = objects.newer(node)) {
                if (leaving[node] == 0) {
                    consider(node);
                }
            }
        }
    }

    private void gatherLeftOver() {
        for (int i = 0; i < leftCount; i++) {
            if (!objects.isCached(left[i])) {
                continue;
            }
            if (holds(left[i], leftTime[i])) {
                candidates.add(left[i], leftValue[i], leftTime[i]);
            } else {
                consider(left[i]);
            }
        }
    }

    private void gatherOldest() {
        float limit = worstLimit();
        float alone = ALONE * learner.turnover();
        // From the end, because an empty class is replaced by the last one.
        for (int place = objects.activeClasses() - 1; place >= 0; place--) {
            int itsClass = objects.activeClass(place);
            boolean seen = tail[itsClass] != NONE;
            if (seen && tailValue[itsClass] > limit && learner.now() - tailTime[itsClass] < alone) {
                continue;
            }
            int node = objects.oldest(place);
            if (node == NONE) {
                tail[itsClass] = NONE;
                continue;
            }
            boolean again = tail[itsClass] == node && holds(node, tailTime[itsClass]);
            if (!again) {
                tail[itsClass] = node;
                tailTime[itsClass] = learner.now();
                tailValue[itsClass] = learner.value(node);
            }
            candidates.add(node, tailValue[itsClass], tailTime[itsClass]);
        }
    }

    /** The value up to which a class is one of the worst. */
    private float worstLimit() {
        int found = 0;
        for (int place = 0; place < objects.activeClasses(); place++) {
            int itsClass = objects.activeClass(place);
            float value = tailValue[itsClass];
            if (tail[itsClass] == NONE
                    || (found == WORST_CLASSES && value >= worst[WORST_CLASSES - 1])) {
                continue;
            }
            int at = found < WORST_CLASSES ? found++ : WORST_CLASSES - 1;
            for (; at > 0 && worst[at - 1] > value; at--) {
                worst[at] = worst[at - 1];
            }
            worst[at] = value;
        }
        return found < WORST_CLASSES ? Float.POSITIVE_INFINITY : worst[WORST_CLASSES - 1];
    }

    private void keepLeftOver() {
        leftCount = 0;
        while (leftCount < LEFT_OVER && candidates.size() > 0) {
            int node = candidates.lowest();
            if (leaving[node] == 0 && (leftCount == 0 || left[leftCount - 1] != node)) {
                left[leftCount] = node;
                leftValue[leftCount] = candidates.lowestValue();
                leftTime[leftCount] = candidates.lowestTime();
                leftCount++;
            }
            candidates.removeLowest();
        }
    }

    private void consider(int node) {
        candidates.add(node, learner.value(node), learner.now());
    }

    private boolean isFresh(int time) {
        return learner.now() - time < FRESH * learner.turnover();
    }

    /** Whether a value of an object still holds: ages are told apart by their logarithms. */
    private boolean holds(int node, int since) {
        int age = since - learner.last(node);
        return age >= 0 && (isFresh(since) || (learner.now() - since) * AGING < age);
    }

    private void append(int node) {
        leaving[node] = 1;
        if (plannedTo == planned.length) {
            planned = Arrays.copyOf(planned, plannedTo * 2);
        }
        planned[plannedTo++] = node;
    }
}
