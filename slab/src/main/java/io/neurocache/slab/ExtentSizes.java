package io.neurocache.slab;

/**
 * Which slots a body in progress takes next.
 *
 * <p>A body of known length takes the greatest slots that it fills. One of unknown length begins
 * with {@value #FIRST_EXTENT_BYTES} bytes and doubles up to a page. When such slots are not to be
 * had, smaller ones will do, as long as the whole body can be told in one extent table. Immutable,
 * safe from any thread.
 */
final class ExtentSizes {
    private static final int FIRST_EXTENT_BYTES = 16 << 10;

    private final Geometry geometry;
    private final SizeClasses classes;
    private final long expected;

    /** {@code expected} is a hint at the body's length, or -1. */
    ExtentSizes(Geometry geometry, long expected) {
        this.geometry = geometry;
        this.classes = geometry.classes;
        this.expected = expected;
    }

    private long wantedBytes(long written) {
        if (expected > written) {
            return expected - written;
        }
        return Math.clamp(written, FIRST_EXTENT_BYTES, geometry.pageBytes);
    }

    private boolean isLast(long wanted) {
        return wanted <= classes.capacity(classes.largestFine());
    }

    /** The class that fits best after so many bytes. */
    int largest(long written) {
        long wanted = wantedBytes(written);
        return isLast(wanted) ? classes.classFor((int) wanted) : classes.largestFilledBy(wanted);
    }

    /**
     * The smallest class that will do after so many bytes in so many extents.
     *
     * <p>Bodies near a quarter of a small slab are too long for fine slots alone. Of bodies of
     * unknown length only the second half of the table is kept for the longest there may be.
     */
    int smallest(long written, int extents) {
        int largest = largest(written);
        if (isLast(wantedBytes(written))) {
            return largest;
        }
        int all = geometry.maxExtents();
        long share = 0;
        if (expected > written) {
            share = expected / all + 1;
        } else if (extents >= all / 2) {
            share = (geometry.maxBodyBytes() - written) / (all - extents) + 1;
        }
        long bytes = Math.min(share, classes.capacity(classes.wholePage()));
        int needed = Math.max(classes.largestFine(), classes.classFor((int) bytes));
        return Math.min(largest, needed);
    }
}
