/**
 * The rules of HTTP caching as pure functions: a request, a stored response and the time go in, a
 * decision comes out; nothing here knows a clock, a socket or a thread.
 *
 * <pre>{@code
 * Times times = new Times(requestSentMillis, headReceivedMillis);
 * switch (Storability.decide(request, response, times, StorePolicy.DEFAULT)) {
 *     case Storability.Store store -> keep(store.head(), store.freshness());
 *     case Storability.DoNotStore not -> forwardOnly(not.reason().detail());
 * }
 * CacheControl.Request directives = CacheControl.ofRequest(next.fields());
 * switch (Reuse.decide(directives, freshness, nowMillis, ReusePolicy.DEFAULT)) {
 *     case Reuse.Fresh _ -> serve();
 *     case Reuse.StaleServable _ -> serveAndRevalidate();
 *     case Reuse.MustRevalidate _ -> ask(Conditional.validationRequest(next, List.of(storedHead)));
 *     case Reuse.GatewayTimeout _ -> answer(504);
 * }
 * }</pre>
 */
package io.neurocache.edge.rules;
