package io.neurocache.predict.next.links;

import io.neurocache.predict.next.Kind;

/** What a link is for; decides how soon its target is asked for, if ever. */
public enum Role {
    /** A style sheet, also one that another imports. */
    STYLE(Kind.RESOURCE),
    /** A script. */
    SCRIPT(Kind.RESOURCE),
    /** An image that is shown as the page is built. */
    IMAGE(Kind.RESOURCE),
    /** An image that waits until somebody scrolls to it, or one of several sizes. */
    LAZY_IMAGE(Kind.RESOURCE),
    /** A resource that the page asks browsers to load early. */
    PRELOAD(Kind.RESOURCE),
    /** What a style sheet may draw or set type with. */
    OF_STYLE(Kind.RESOURCE),
    /** An icon of the site, which browsers keep for long. */
    ICON(Kind.RESOURCE),
    /** A page within the page. */
    FRAME(Kind.PAGE),
    /** The page that the author expects next. */
    NEXT(Kind.PAGE),
    /** Somewhere a person may go. */
    ANCHOR(Kind.PAGE);

    private final Kind kind;

    Role(Kind kind) {
        this.kind = kind;
    }

    /** What the target most likely is. */
    public Kind kind() {
        return kind;
    }
}
