/**
 * What a page or style sheet refers to, so that a resource can be foretold that nobody has asked
 * for yet.
 *
 * <pre>{@code
 * PageLinks links = new PageLinks(4_096);
 * Ranker ranker = new Ranker(RankerConfig.DEFAULT, List.of(links));
 * // When a fill of text/html or text/css ends:
 * LinkParser parser = new LinkParser(LinkParser.Limits.DEFAULT);
 * List<Link> found = parser.html(firstBytes, "utf-8", "http://example.com/index.html");
 * links.filled(pageKey, found.stream().map(link -> link.withTarget(keyOf(link.target()))).toList());
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next.links;
