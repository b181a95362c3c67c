/**
 * Bodies from the other edges of a cluster: the HTTP/3 client that fetches from them, who they are,
 * which of them answers fastest, and how a body goes on when the one that sends it dies.
 *
 * <pre>{@code
 * PeerPool pool = new PeerPool(group, sockets, PeerOptions.defaults());
 * PeerAddress peer = new PeerAddress("10.0.0.2", 8080, Set.of(fingerprint));
 * OriginCall call = pool.fetch(loop, peer, request, listener);
 * }</pre>
 */
package io.neurocache.edge.peer;
