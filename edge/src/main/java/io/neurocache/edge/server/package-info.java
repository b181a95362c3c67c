/**
 * The protocol front of the edge: HTTP/1.1, HTTP/2 and HTTP/3 on one port number, each request
 * turned into an {@link io.neurocache.edge.exchange.Exchange}.
 *
 * <pre>{@code
 * try (IoThreads threads = IoThreads.start(IoThreads.Transport.BEST, 2);
 *         HttpServer server = HttpServer.start(ServerOptions.on(address), threads, handler)) {
 *     server.address();
 *     ...
 *     server.drain(Duration.ofSeconds(10));
 * }
 * }</pre>
 */
package io.neurocache.edge.server;
