package io.neurocache.predict.agent;

import io.neurocache.predict.eviction.Knobs;
import java.util.List;

/** What can be done with the knobs at a time: nothing, or one of them one step up or down. */
public enum KnobAction {
    /** Nothing is changed. */
    NONE,
    /** Size counts a tenth more. */
    SIZE_UP,
    /** Size counts a tenth less. */
    SIZE_DOWN,
    /** A quarter of an octave more is asked of what comes in. */
    MARGIN_UP,
    /** A quarter of an octave less is asked of what comes in. */
    MARGIN_DOWN,
    /** The model learns half as fast again. */
    RATE_UP,
    /** The model learns two thirds as fast. */
    RATE_DOWN,
    /** Both horizons are looked at. */
    TWO_HEADS,
    /** Only the short horizon is looked at. */
    ONE_HEAD,
    /** A quarter more of the budget may be spent on pre-loading. */
    PRELOAD_UP,
    /** A quarter less of the budget may be spent on pre-loading. */
    PRELOAD_DOWN;

    private static final float SIZE_STEP = 0.1f;
    private static final float MARGIN_STEP = 0.25f;
    private static final float RATE_STEP = 1.5f;
    private static final float PRELOAD_STEP = 0.25f;
    private static final List<KnobAction> ALL = List.of(values());

    /** How many there are. */
    public static int count() {
        return ALL.size();
    }

    /** The action of a number from 0, in the order of their declaration, which models rely on. */
    public static KnobAction of(int number) {
        return ALL.get(number);
    }

    /** The knobs after it; they stay within their bounds. */
    public Knobs apply(Knobs knobs) {
        return switch (this) {
            case NONE -> knobs;
            case SIZE_UP -> size(knobs, SIZE_STEP);
            case SIZE_DOWN -> size(knobs, -SIZE_STEP);
            case MARGIN_UP -> margin(knobs, MARGIN_STEP);
            case MARGIN_DOWN -> margin(knobs, -MARGIN_STEP);
            case RATE_UP -> rate(knobs, RATE_STEP);
            case RATE_DOWN -> rate(knobs, 1 / RATE_STEP);
            case TWO_HEADS -> heads(knobs, 2);
            case ONE_HEAD -> heads(knobs, 1);
            case PRELOAD_UP -> preload(knobs, PRELOAD_STEP);
            case PRELOAD_DOWN -> preload(knobs, -PRELOAD_STEP);
        };
    }

    private static Knobs size(Knobs knobs, float step) {
        return new Knobs(
                knobs.sizeExponent() + step,
                knobs.admissionMargin(),
                knobs.learningRate(),
                knobs.heads(),
                knobs.preloadShare());
    }

    private static Knobs margin(Knobs knobs, float step) {
        return new Knobs(
                knobs.sizeExponent(),
                knobs.admissionMargin() + step,
                knobs.learningRate(),
                knobs.heads(),
                knobs.preloadShare());
    }

    private static Knobs rate(Knobs knobs, float factor) {
        return new Knobs(
                knobs.sizeExponent(),
                knobs.admissionMargin(),
                knobs.learningRate() * factor,
                knobs.heads(),
                knobs.preloadShare());
    }

    private static Knobs heads(Knobs knobs, int heads) {
        return new Knobs(
                knobs.sizeExponent(),
                knobs.admissionMargin(),
                knobs.learningRate(),
                heads,
                knobs.preloadShare());
    }

    private static Knobs preload(Knobs knobs, float step) {
        return new Knobs(
                knobs.sizeExponent(),
                knobs.admissionMargin(),
                knobs.learningRate(),
                knobs.heads(),
                knobs.preloadShare() + step);
    }
}
