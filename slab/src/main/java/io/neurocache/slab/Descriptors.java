package io.neurocache.slab;

/**
 * The 128-byte records that stand for objects.
 *
 * <pre>
 * line 1, persistent                            line 2, of this run
 *   0 sequence                                   64 state {generation 24, kind 8, references 32}
 *   8 key hash, 128 bit                         72 retired: chain of slots that commit left
 *  24 body length 40 | meta length 24            80 heir: handle of the object that owns the body
 *  32 stored-at millis 48 | key length 16        88 last access, s (survives) | verified at, s
 *  40 head slot offset / 16, 40 | extents 24     96 four words of the eviction policy
 *  48 CRC of the inline body 32 | of the head 32
 *  56 commit word: keyed code of bytes 0 to 56
 * </pre>
 *
 * <p>The commit word is written last, with release, and cleared first; a descriptor counts exactly
 * while the word fits the line. Being keyed, it cannot be forged by a body that looks like a
 * descriptor.
 *
 * <p>A <em>handle</em> is {generation, id}, and every step on the reference count compares the
 * generation, so that a handle used after its release raises {@link InvariantViolation}. Kinds:
 *
 * <pre>
 *   FREE -> WRITING    allocate           references = 1, the writer's
 *   WRITING -> LIVE    publish            one more reference, the index's
 *   LIVE -> UNLINKED   unlink             the caller drops the index's reference afterwards
 *   WRITING, UNLINKED -> FREE             the last reference was dropped
 * </pre>
 *
 * <p>A LIVE descriptor never falls to 0 references; a release that would do it is one too many.
 * Safe from any thread; line 1 is written by the writer alone, before LIVE, and immutable until
 * FREE, but for the commit word.
 */
final class Descriptors {
    static final int BYTES = 128;

    private static final int SEQUENCE = 0;
    private static final int HASH_LOW = 8;
    private static final int HASH_HIGH = 16;
    private static final int LENGTHS = 24;
    private static final int TIMES = 32;
    private static final int HEAD = 40;
    private static final int CHECKSUMS = 48;
    private static final int COMMIT = 56;
    private static final int STATE = 64;
    private static final int RETIRED = 72;
    private static final int HEIR = 80;
    private static final int SECONDS = 88;
    private static final int POLICY = 96;

    private static final int LINE_WORDS = 7;
    private static final int HEAD_UNIT_SHIFT = 4;
    private static final long FREE = 0;
    private static final long WRITING = 1;
    private static final long LIVE = 2;
    private static final long UNLINKED = 3;
    private static final int KIND_SHIFT = 32;
    private static final int GENERATION_SHIFT = 40;
    private static final long GENERATION_MASK = (1L << 24) - 1;
    private static final long REFERENCES_MASK = 0xffff_ffffL;
    private static final long MAX_REFERENCES = 1L << 31;

    private final Memory memory;
    private final Geometry geometry;
    private final PageAllocator pages;
    private final SipHash commitHash;

    Descriptors(Memory memory, Geometry geometry, PageAllocator pages, SipHash commitHash) {
        this.memory = memory;
        this.geometry = geometry;
        this.pages = pages;
        this.commitHash = commitHash;
    }

    static int id(long handle) {
        return (int) handle;
    }

    private static long generationOfHandle(long handle) {
        return handle >>> 32 & GENERATION_MASK;
    }

    private static long handle(long state, int id) {
        return state >>> GENERATION_SHIFT << 32 | id;
    }

    static long offset(int id) {
        return (long) id * BYTES;
    }

    /** The offset of a handle's descriptor, after checking that the caller can hold a reference. */
    long offset(long handle) {
        long offset = offset(id(handle));
        checkedState(offset + STATE, handle);
        return offset;
    }

    /** True when the id names memory that holds descriptors; it may be a free one. */
    boolean isDescriptor(int id) {
        int page = geometry.pageOf(offset(id));
        return id > 0
                && geometry.isDataPage(page)
                && pages.classOfPage(page) == SizeClasses.DESCRIPTOR;
    }

    /** Makes a descriptor that the caller alone references; {@code generation} is any counter. */
    long allocate(long generation) {
        long offset = pages.allocate(SizeClasses.DESCRIPTOR);
        if (offset == PageAllocator.NONE) {
            return Slab.NONE;
        }
        int id = (int) (offset / BYTES);
        memory.putLong(offset + HEAD, 0);
        memory.putLong(offset + RETIRED, 0);
        memory.putLong(offset + HEIR, Slab.NONE);
        memory.putLong(offset + SECONDS, 0);
        for (int i = 0; i < Slab.POLICY_WORDS; i++) {
            memory.putLong(offset + POLICY + 8L * i, 0);
        }
        long state = (generation & GENERATION_MASK) << GENERATION_SHIFT | WRITING << KIND_SHIFT | 1;
        memory.putLongVolatile(offset + STATE, state);
        return handle(state, id);
    }

    /** Takes a reference of a published object by its id; {@link Slab#NONE} when it is not one. */
    long tryRetainLive(int id) {
        long at = offset(id) + STATE;
        while (true) {
            long state = memory.getLongAcquire(at);
            long references = state & REFERENCES_MASK;
            if (kind(state) != LIVE || references == 0) {
                return Slab.NONE;
            }
            Check.invariant(references < MAX_REFERENCES, "too many references", references);
            if (memory.casLong(at, state, state + 1)) {
                return handle(state, id);
            }
        }
    }

    /** Adds a reference to an object the caller already references. */
    void retain(long handle) {
        long at = offset(id(handle)) + STATE;
        while (true) {
            long state = checkedState(at, handle);
            Check.invariant(
                    (state & REFERENCES_MASK) < MAX_REFERENCES, "too many references", handle);
            if (memory.casLong(at, state, state + 1)) {
                return;
            }
        }
    }

    /** Drops a reference; true when it was the last, so that the caller must free the object. */
    boolean release(long handle) {
        long at = offset(id(handle)) + STATE;
        while (true) {
            long state = checkedState(at, handle);
            boolean last = (state & REFERENCES_MASK) == 1;
            Check.invariant(
                    !last || kind(state) != LIVE, "released more often than retained", handle);
            long next = last ? withKind(state, FREE) - 1 : state - 1;
            if (memory.casLong(at, state, next)) {
                return last;
            }
        }
    }

    private long checkedState(long at, long handle) {
        long state = memory.getLongAcquire(at);
        Check.invariant(
                state >>> GENERATION_SHIFT == generationOfHandle(handle)
                        && (state & REFERENCES_MASK) != 0,
                "handle used without a reference",
                handle);
        return state;
    }

    /** Makes a written object LIVE, with a reference for the index. */
    void publish(long handle) {
        change(handle, WRITING, LIVE, 1);
    }

    /** Undoes {@link #publish} of an object that never reached the index. */
    void withdraw(long handle) {
        memory.putLongRelease(offset(handle) + COMMIT, 0);
        change(handle, LIVE, WRITING, -1);
    }

    /**
     * Ends the life of an indexed object; the caller still holds the index's reference. One with a
     * rotten line 1 keeps a reference for ever, because the slots it names may belong to others.
     */
    void unlink(long handle) {
        long offset = offset(handle);
        change(handle, LIVE, UNLINKED, isIntact(offset) ? 0 : 1);
        memory.putLongRelease(offset + COMMIT, 0);
    }

    private void change(long handle, long from, long to, int references) {
        long at = offset(id(handle)) + STATE;
        while (true) {
            long state = checkedState(at, handle);
            Check.invariant(kind(state) == from, "object is in another state", handle);
            if (memory.casLong(at, state, withKind(state, to) + references)) {
                return;
            }
        }
    }

    boolean isLive(long handle) {
        return kind(memory.getLongVolatile(offset(handle) + STATE)) == LIVE;
    }

    long references(long handle) {
        return memory.getLongVolatile(offset(handle) + STATE) & REFERENCES_MASK;
    }

    private static long kind(long state) {
        return state >>> KIND_SHIFT & 0xff;
    }

    private static long withKind(long state, long kind) {
        return (state & ~(0xffL << KIND_SHIFT)) | (kind << KIND_SHIFT);
    }

    // Line 1. The methods below take the offset of a descriptor that the caller keeps alive.

    void writeLengths(long offset, int keyLength, int metaLength, long bodyLength, long millis) {
        memory.putLong(offset + LENGTHS, bodyLength << 24 | metaLength);
        memory.putLong(offset + TIMES, millis << 16 | keyLength);
    }

    void writeHead(long offset, long head, int extents) {
        memory.putLong(offset + HEAD, head >>> HEAD_UNIT_SHIFT << 24 | extents);
    }

    void writeChecksums(long offset, int headCrc, int bodyCrc) {
        memory.putLong(offset + CHECKSUMS, ((long) bodyCrc << 32) | (headCrc & 0xffff_ffffL));
    }

    void writeHash(long offset, long low, long high) {
        memory.putLong(offset + HASH_LOW, low);
        memory.putLong(offset + HASH_HIGH, high);
    }

    /** Makes line 1 count: from here on a crash keeps the object. */
    void commit(long offset, long sequence) {
        memory.putLong(offset + SEQUENCE, sequence);
        memory.putLongRelease(offset + COMMIT, code(offset));
    }

    /** True when there is a commit word at all. */
    boolean isCommitted(long offset) {
        return memory.getLong(offset + COMMIT) != 0;
    }

    /** True when the commit word fits line 1. */
    boolean isIntact(long offset) {
        return memory.getLong(offset + COMMIT) == code(offset);
    }

    /** False when line 1 of a published object has rotted; one that was unlinked has no code. */
    boolean isLineIntact(long handle) {
        long offset = offset(handle);
        long commit = memory.getLongAcquire(offset + COMMIT);
        return commit == 0 ? !isLive(handle) : commit == code(offset);
    }

    private long code(long offset) {
        long code = commitHash.code(memory, offset, LINE_WORDS);
        return code == 0 ? 1 : code;
    }

    long sequence(long offset) {
        return memory.getLong(offset + SEQUENCE);
    }

    long hashLow(long offset) {
        return memory.getLong(offset + HASH_LOW);
    }

    long hashHigh(long offset) {
        return memory.getLong(offset + HASH_HIGH);
    }

    long bodyLength(long offset) {
        return memory.getLong(offset + LENGTHS) >>> 24;
    }

    int metaLength(long offset) {
        return (int) memory.getLong(offset + LENGTHS) & 0xff_ffff;
    }

    int keyLength(long offset) {
        return (int) memory.getLong(offset + TIMES) & 0xffff;
    }

    long storedAtMillis(long offset) {
        return memory.getLong(offset + TIMES) >>> 16;
    }

    /** Offset of the head slot, or 0 while there is none. */
    long head(long offset) {
        return memory.getLong(offset + HEAD) >>> 24 << HEAD_UNIT_SHIFT;
    }

    /** Number of body extents; 0 when the body lies in the head slot. */
    int extents(long offset) {
        return (int) memory.getLong(offset + HEAD) & 0xff_ffff;
    }

    int headCrc(long offset) {
        return (int) memory.getLong(offset + CHECKSUMS);
    }

    int bodyCrc(long offset) {
        return (int) (memory.getLong(offset + CHECKSUMS) >>> 32);
    }

    // Line 2.

    long retired(long offset) {
        return memory.getLong(offset + RETIRED);
    }

    void retired(long offset, long firstSlot) {
        memory.putLongVolatile(offset + RETIRED, firstSlot);
    }

    /** Takes the whole chain; 0 when somebody else was faster. */
    long takeRetired(long offset) {
        long first = memory.getLongVolatile(offset + RETIRED);
        return memory.casLong(offset + RETIRED, first, 0) ? first : 0;
    }

    /** True when the caller's is the only reference besides that of the index. */
    boolean isOnlyReader(long offset) {
        long state = memory.getLongVolatile(offset + STATE);
        return kind(state) == LIVE && (state & REFERENCES_MASK) == 2;
    }

    long heir(long offset) {
        return memory.getLong(offset + HEIR);
    }

    void heir(long offset, long handle) {
        memory.putLongVolatile(offset + HEIR, handle);
    }

    int lastAccessSeconds(long offset) {
        return memory.getInt(offset + SECONDS);
    }

    void lastAccessSeconds(long offset, int seconds) {
        memory.putInt(offset + SECONDS, seconds);
    }

    int verifiedAtSeconds(long offset) {
        return memory.getInt(offset + SECONDS + 4);
    }

    void verifiedAtSeconds(long offset, int seconds) {
        memory.putInt(offset + SECONDS + 4, seconds);
    }

    long policyWord(int id, int word) {
        return memory.getLongVolatile(policyAddress(id, word));
    }

    void policyWord(int id, int word, long value) {
        memory.putLongVolatile(policyAddress(id, word), value);
    }

    private long policyAddress(int id, int word) {
        Check.argument(word >= 0 && word < Slab.POLICY_WORDS, "no such policy word", word);
        Check.argument(isDescriptor(id), "no such id", id);
        return offset(id) + POLICY + 8L * word;
    }

    /** Recovery: line 2 of an object that survived; the index holds the only reference. */
    void revive(long offset, long generation) {
        memory.putLong(offset + RETIRED, 0);
        memory.putLong(offset + HEIR, Slab.NONE);
        memory.putInt(offset + SECONDS + 4, 0);
        for (int i = 0; i < Slab.POLICY_WORDS; i++) {
            memory.putLong(offset + POLICY + 8L * i, 0);
        }
        long state = (generation & GENERATION_MASK) << GENERATION_SHIFT | LIVE << KIND_SHIFT | 1;
        memory.putLong(offset + STATE, state);
    }

    /** Recovery: a descriptor that does not count. */
    void bury(long offset) {
        memory.putLongRelease(offset + COMMIT, 0);
        memory.putLong(offset + STATE, FREE);
    }
}
