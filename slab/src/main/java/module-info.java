import org.jspecify.annotations.NullMarked;

/**
 * The slab: an off-heap, memory-mapped arena of objects that survive the process.
 *
 * <p>It owns one file: its layout, the allocation of slots in it, the index from key to object, the
 * reference counts that keep bytes in place while they are read, and recovery after a crash. Keys
 * and meta bytes are opaque to it.
 *
 * <p>It refuses to know what the bytes mean (HTTP, freshness, tags), which object should be evicted
 * (it asks a {@link io.neurocache.slab.Reclaimer}), and when a body is worth checking (it says when
 * a checksum is due, the caller decides on which thread to pay for it). It uses nothing but the JDK
 * and starts no thread.
 */
@NullMarked
module io.neurocache.slab {
    requires static transitive org.jspecify;

    exports io.neurocache.slab;
    exports io.neurocache.slab.tree;
}
