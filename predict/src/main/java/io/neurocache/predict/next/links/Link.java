package io.neurocache.predict.next.links;

/**
 * A reference from a page or style sheet.
 *
 * @param target an absolute URL without fragment, as the parser finds it; later the cache's key
 */
public record Link(String target, Role role) {
    /** The same link by another name of its target. */
    public Link withTarget(String newTarget) {
        return new Link(newTarget, role);
    }
}
