/**
 * Objects in a memory-mapped file, read without locks or copies.
 *
 * <pre>{@code
 * SlabConfig config = SlabConfig.of(Path.of("slab/objects"), 1L << 30);
 * try (Slab slab = Slab.open(config, Reclaimer.NEVER)) {
 *     SlabWriter writer = slab.writer(key, meta, body.remaining());
 *     long stored = writer.write(body) == WriteResult.OK ? writer.commit() : Slab.NONE;
 *     if (stored != Slab.NONE) slab.release(stored);
 *     else writer.abort();
 *     long handle = slab.acquire(key);
 *     if (handle != Slab.NONE && (!slab.needsVerification(handle) || slab.verify(handle))) {
 *         send(slab.buffer(slab.extentOffset(handle, 0), slab.extentLength(handle, 0)));
 *     }
 *     if (handle != Slab.NONE) slab.release(handle);
 * }
 * }</pre>
 */
package io.neurocache.slab;
