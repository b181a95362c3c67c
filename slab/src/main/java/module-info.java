import org.jspecify.annotations.NullMarked;

/** The memory-mapped arena. */
@NullMarked
module io.neurocache.slab {
    requires static org.jspecify;

    exports io.neurocache.slab;
}
