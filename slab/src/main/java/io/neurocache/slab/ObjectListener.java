package io.neurocache.slab;

/**
 * Hears of objects that come and go, so that an eviction policy can keep its lists.
 *
 * <p>Called on the thread that inserts or removes, by several at once, with no lock of the slab
 * held. For one id the calls alternate strictly: {@code added} returns before the object can be
 * found, and {@code removed} is called after it cannot be found any more but before its id and
 * policy words are reused. Between the two the policy words belong to the listener. An id that was
 * added may therefore not be findable yet: {@link Slab#removeById(int)} then answers false.
 */
public interface ObjectListener {
    /**
     * An object is about to be published.
     *
     * @param id the object's id
     * @param keyHash as {@link Slab#keyHash(byte[])} gives it
     * @param bytes bytes of the slots it occupies, its descriptor included
     */
    void added(int id, long keyHash, long bytes);

    /** An object has left the index, or could not be published. */
    void removed(int id);
}
