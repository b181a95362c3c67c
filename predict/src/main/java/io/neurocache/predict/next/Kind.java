package io.neurocache.predict.next;

import java.util.Locale;

/** What sort of thing a key names; pages are asked for by people, resources by their browsers. */
public enum Kind {
    /** A document that a person navigates to. */
    PAGE,
    /** An image, style sheet, script or font: what a page pulls in. */
    RESOURCE,
    /** Anything else, such as a download or a film. */
    OTHER;

    static final int COUNT = values().length;

    /** The place in tables. Good for this run: it is never written anywhere. */
    @SuppressWarnings("EnumOrdinal") // Arrays by number are several times faster than EnumMap here.
    final int number = ordinal();

    private static final String PAGES = " html htm xhtml shtml php asp aspx jsp cgi pl ";
    private static final String RESOURCES =
            " gif jpg jpeg png webp avif svg ico bmp xbm css js mjs woff woff2 ttf otf map ";

    /**
     * Guesses the kind from the key alone.
     *
     * <p>For traces and for responses without a Content-Type. A query, or a last segment without an
     * extension, means a page.
     */
    public static Kind ofKey(String key) {
        int query = key.indexOf('?');
        String path = query < 0 ? key : key.substring(0, query);
        String segment = path.substring(path.lastIndexOf('/') + 1);
        int dot = segment.lastIndexOf('.');
        String extension = dot < 0 ? "" : segment.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (isOneOf(RESOURCES, extension)) {
            return RESOURCE;
        }
        return query >= 0 || extension.isEmpty() || isOneOf(PAGES, extension) ? PAGE : OTHER;
    }

    private static boolean isOneOf(String list, String extension) {
        return !extension.isEmpty() && list.contains(' ' + extension + ' ');
    }
}
