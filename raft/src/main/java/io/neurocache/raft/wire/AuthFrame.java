package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;

/**
 * What is said before anything else where a secret is shared: each side proves that it knows it.
 *
 * <pre>
 *   caller  Begin      its nonce
 *   called  Challenge  its nonce, and its proof over both
 *   caller  Prove      its proof over both
 *   called  Accepted
 * </pre>
 *
 * <p>Immutable; safe from any thread.
 */
public sealed interface AuthFrame {
    /** The caller begins. */
    record Begin(long id, Bytes nonce) implements AuthFrame {}

    /** The called side proves itself, and wants the same. */
    record Challenge(long id, Bytes nonce, Bytes proof) implements AuthFrame {}

    /** The caller proves itself. */
    record Prove(long id, Bytes proof) implements AuthFrame {}

    /** The caller may ask what it wants. */
    record Accepted(long id) implements AuthFrame {}

    /** The connection ends. */
    record Refused(ErrorCode code, String message) implements AuthFrame {}
}
