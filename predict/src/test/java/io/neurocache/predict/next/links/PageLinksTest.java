package io.neurocache.predict.next.links;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.next.CandidateSource;
import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Ranker;
import io.neurocache.predict.next.RankerConfig;
import io.neurocache.predict.next.Ranking;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageLinksTest {
    private static final RankerConfig SMALL = new RankerConfig(4_096, 4_096, 512, 64, 16, 0);
    private final PageLinks links = new PageLinks(8);
    private final Ranker ranker = new Ranker(SMALL, List.of(links));

    /** Each page is new, and so is its image: nothing but its links can tell. */
    @Test
    void theRankerLearnsThatImagesOfNewPagesAreAskedForAndAnchorsAreNot() {
        for (int i = 0; i < 300; i++) {
            visit(i);
        }
        fill(300);
        ranker.learn(300, 0, "/300.html", Kind.PAGE);
        Ranking ranking = ranker.rank(300);
        assertEquals("/300.png", ranking.key(0));
        assertTrue(ranking.probability(0) > .8, "" + ranking.probability(0));
    }

    @Test
    void whatWasAskedForMakesRoomForTheNextLink() {
        List<Link> images =
                IntStream.rangeClosed(1, CandidateSource.MAX_OFFERS + 1)
                        .mapToObj(i -> new Link("/" + i + ".png", Role.IMAGE))
                        .toList();
        String beyond = images.getLast().target();
        links.filled("/page.html", images);
        ranker.learn(1, 0, "/page.html", Kind.PAGE);
        assertFalse(ranker.rank(1).keys().contains(beyond));
        ranker.learn(1, 0, "/1.png", Kind.RESOURCE);
        assertTrue(ranker.rank(1).keys().contains(beyond));
    }

    @Test
    void theOldestPagesAreForgotten() {
        for (int i = 0; i < 9; i++) {
            fill(i);
        }
        ranker.learn(1, 0, "/0.html", Kind.PAGE);
        assertFalse(ranker.rank(1).keys().contains("/0.png"));
        ranker.learn(1, 0, "/8.html", Kind.PAGE);
        assertTrue(ranker.rank(1).keys().contains("/8.png"));
    }

    private void visit(int page) {
        fill(page);
        ranker.learn(page, 0, "/" + page + ".html", Kind.PAGE);
        ranker.rank(page);
        ranker.learn(page, 0, "/" + page + ".png", Kind.RESOURCE);
        ranker.rank(page);
    }

    private void fill(int page) {
        links.filled(
                "/" + page + ".html",
                List.of(
                        new Link("/about.html", Role.ANCHOR),
                        new Link("/" + page + ".png", Role.IMAGE)));
    }
}
