package io.neurocache.slab;

/**
 * Hears of keys whose object came or went, so that others can be told what lies here.
 *
 * <p>Called on the thread that inserts or removes, by several at once, with no lock of the slab
 * held. The handle is good for the time of the call, so that key and meta bytes can be read; who
 * wants more takes a reference. Calls for one key may overlap and come in any order: who wants to
 * know what lies under a key now looks it up.
 */
public interface KeyListener {
    /** An object can be found from now on. */
    void came(long handle);

    /** An object cannot be found any more; perhaps another one by its key. */
    void left(long handle);
}
