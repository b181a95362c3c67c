/**
 * What goes over the Raft port: frames of a length and one JSON object, and their meaning.
 *
 * <p>Works on byte arrays and knows no socket. {@link io.neurocache.raft.wire.Frames} cuts the
 * stream, {@link io.neurocache.raft.wire.RequestReader} and {@link
 * io.neurocache.raft.wire.ReplyReader} read what clients and servers say to each other, {@link
 * io.neurocache.raft.wire.PeerReader} what servers say among themselves; the writers are their
 * counterparts:
 *
 * <pre>{@code
 * int length = Frames.payloadLength(bytes, offset, available);
 * if (length != Frames.INCOMPLETE) {
 *     Request request = reader.read(bytes, offset + Frames.LENGTH_BYTES, length);
 *     int frame = sink.beginFrame();
 *     ReplyWriter.write(answer(request), sink);
 *     sink.endFrame(frame);
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.raft.wire;
