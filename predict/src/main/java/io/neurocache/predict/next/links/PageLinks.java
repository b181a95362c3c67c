package io.neurocache.predict.next.links;

import io.neurocache.predict.next.CandidateSource;
import io.neurocache.predict.next.Offers;
import io.neurocache.predict.next.Place;
import io.neurocache.slab.Check;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links of the pages and style sheets that were filled lately, as a source of candidates.
 *
 * <p>Of what the client asked for last, then of its page, it offers what the client has not asked
 * for since the page. The category is the link's role and how far down the page it stands.
 *
 * <p>Safe from any thread: fills write, the ranker reads, both seldom enough for one lock.
 */
public final class PageLinks implements CandidateSource {
    private static final int MAX_LINKS = 64;
    private static final int DEPTHS = 4;

    private final int capacity;
    private final Map<String, List<Link>> linksByPage;

    /**
     * @param capacity how many pages and style sheets are remembered; the one that was used least
     *     recently makes room
     */
    public PageLinks(int capacity) {
        Check.argument(capacity > 0, "no pages", capacity);
        this.capacity = capacity;
        this.linksByPage = new LinkedHashMap<>(64, .75f, true);
    }

    /** A page or style sheet was filled; the targets of its links are keys. */
    public synchronized void filled(String key, List<Link> links) {
        linksByPage.put(key, List.copyOf(links.subList(0, Math.min(links.size(), MAX_LINKS))));
        if (linksByPage.size() > capacity) {
            Iterator<String> leastRecent = linksByPage.keySet().iterator();
            leastRecent.next();
            leastRecent.remove();
        }
    }

    @Override
    public synchronized void offer(Place place, Offers offers) {
        String last = place.lastKey();
        String page = place.page();
        offerLinks(last, offers);
        if (page != null && !page.equals(last)) {
            offerLinks(page, offers);
        }
    }

    private void offerLinks(@Nullable String key, Offers offers) {
        List<Link> links = key == null ? null : linksByPage.get(key);
        if (links == null) {
            return;
        }
        for (int i = 0; i < links.size() && !offers.isFull(); i++) {
            Link link = links.get(i);
            offers.addUnasked(link.target(), link.role().kind(), category(link.role(), i));
        }
    }

    /** The first of all, the first four, the first sixteen, the rest. */
    @SuppressWarnings("EnumOrdinal") // The number of a category is good for this run only.
    private static int category(Role role, int position) {
        int depth = position == 0 ? 0 : position < 4 ? 1 : position < 16 ? 2 : 3;
        return role.ordinal() * DEPTHS + depth;
    }
}
