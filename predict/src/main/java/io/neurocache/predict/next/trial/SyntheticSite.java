package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.links.Link;
import io.neurocache.predict.next.links.Role;
import io.neurocache.predict.trace.Trace;
import io.neurocache.predict.trace.TraceBuilder;
import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A made-up web site and the sessions of its visitors: a trace that has structure and a seed.
 *
 * <p>Pages lie in sections; each has resources of its own besides those of its section and of the
 * site, and links to its neighbours, to older and to newer pages. Visitors have a favourite
 * section, come back, follow links near the top of a page more often, go back at times, and fetch
 * what their browser does not have, two at a time, so in nearly the same order. Some are robots
 * that want pages only. While requests come, new pages appear and are linked from the front.
 *
 * <p>Nothing here was measured: it is for showing that something works where it should, and for
 * long runs, not for claims about people. The same shape gives the same trace. Confined to one
 * thread.
 */
public final class SyntheticSite {
    private static final int PAGES_LINKED = 8;
    private static final int MAX_OWN_RESOURCES = 9;
    private static final double SWAPPED = .3;
    private static final double ENDS = .25;
    private static final double GOES_BACK = .12;
    private static final double IS_ROBOT = .1;
    private static final double HAS_NO_CACHE = .2;
    private static final double FAVOURITE = .7;

    private final Shape shape;
    private final SplittableRandom random;
    private final List<Page> pages = new ArrayList<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final PriorityQueue<Visit> visits = new PriorityQueue<>();
    private final TraceBuilder trace;
    private int requests;
    private int visitsBegun;

    /**
     * How large a site is, and how long it is watched.
     *
     * @param pages at the beginning
     * @param sections they lie in
     * @param visitors who come again and again
     * @param requests in the trace
     * @param newPages that appear meanwhile
     * @param seed of everything
     */
    public record Shape(
            int pages, int sections, int visitors, int requests, int newPages, long seed) {
        /** Checks the ranges. */
        public Shape {
            Check.argument(pages > 0, "no pages", pages);
            Check.argument(sections > 0, "no sections", sections);
            Check.argument(visitors > 0, "no visitors", visitors);
            Check.argument(requests > 0, "no requests", requests);
            Check.argument(newPages >= 0, "negative new pages", newPages);
        }
    }

    /** A page: its key, what it needs, where it leads. */
    private record Page(int section, String key, List<String> resources, List<Integer> links) {}

    /** A visitor's session that is under way. */
    private static final class Visit implements Comparable<Visit> {
        final int visitor;
        final int favourite;
        final boolean isRobot;
        final List<String> cached = new ArrayList<>();
        final List<String> toFetch = new ArrayList<>();
        int page;
        int pageBefore;
        long time;

        Visit(int visitor, int favourite, boolean isRobot, int page, long time) {
            this.visitor = visitor;
            this.favourite = favourite;
            this.isRobot = isRobot;
            this.page = page;
            this.pageBefore = page;
            this.time = time;
        }

        @Override
        public int compareTo(Visit other) {
            return time == other.time
                    ? Integer.compare(visitor, other.visitor)
                    : Long.compare(time, other.time);
        }
    }

    /** Builds the site as it is before the first request. */
    public SyntheticSite(Shape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
        this.trace = new TraceBuilder("synthetic-" + shape.seed());
        for (int i = 0; i < shape.pages(); i++) {
            addPage();
        }
    }

    private void addPage() {
        int number = pages.size();
        int section = random.nextInt(shape.sections());
        List<String> resources = new ArrayList<>();
        for (String shared : List.of("/site.css", "/site.js", "/img/logo.png")) {
            resources.add(sized(shared));
        }
        resources.add(sized("/s" + section + "/section.css"));
        resources.add(sized("/s" + section + "/banner.jpg"));
        int own = random.nextInt(random.nextInt(MAX_OWN_RESOURCES) + 1);
        for (int i = 0; i < own; i++) {
            resources.add(sized("/s" + section + "/img/p" + number + "-" + i + ".jpg"));
        }
        String key = sized("/s" + section + "/p" + number + ".html");
        pages.add(new Page(section, key, resources, new ArrayList<>()));
        for (int i = 0; i < PAGES_LINKED; i++) {
            link(number, skewed(pages.size()));
        }
        // The front page and a popular one of the section tell of what is new.
        pages.getFirst().links().addFirst(number);
        if (pages.getFirst().links().size() > PAGES_LINKED * 2) {
            pages.getFirst().links().removeLast();
        }
        link(skewed(pages.size()), number);
    }

    private void link(int from, int to) {
        List<Integer> links = pages.get(from).links();
        if (from != to && !links.contains(to)) {
            links.add(random.nextInt(links.size() + 1), to);
        }
    }

    private String sized(String key) {
        sizes.computeIfAbsent(key, _ -> (long) Math.exp(8.5 + 1.2 * random.nextDouble(-1.7, 1.7)));
        return key;
    }

    /** A number below {@code bound}, the low ones far more often. */
    private int skewed(int bound) {
        double share = random.nextDouble();
        return (int) (bound * share * share * share);
    }

    /** The requests of all visitors, in the order of time. */
    public Trace run() {
        while (requests < shape.requests()) {
            if (visits.size() < 1 + shape.visitors() / 50) {
                visits.add(beginVisit());
            }
            Visit visit = visits.remove();
            request(visit);
        }
        return trace.build();
    }

    private Visit beginVisit() {
        long now = visits.isEmpty() ? visitsBegun : visits.peek().time;
        visitsBegun++;
        int visitor = skewed(shape.visitors());
        SplittableRandom habits = new SplittableRandom(shape.seed() + visitor);
        boolean isRobot = habits.nextDouble() < IS_ROBOT;
        int favourite = habits.nextInt(shape.sections());
        Visit visit = new Visit(visitor, favourite, isRobot, entry(favourite), now);
        view(visit);
        return visit;
    }

    private int entry(int favourite) {
        for (int tries = 0; tries < 20; tries++) {
            int page = skewed(pages.size());
            if (pages.get(page).section() == favourite) {
                return page;
            }
        }
        return 0;
    }

    /** Queues a page and what the browser lacks of it. */
    private void view(Visit visit) {
        Page page = pages.get(visit.page);
        visit.toFetch.add(page.key());
        if (visit.isRobot) {
            return;
        }
        int first = visit.toFetch.size();
        for (String resource : page.resources()) {
            if (!visit.cached.contains(resource)) {
                visit.toFetch.add(resource);
            }
        }
        for (int i = first + 1; i < visit.toFetch.size(); i++) {
            if (random.nextDouble() < SWAPPED) {
                visit.toFetch.set(i, visit.toFetch.set(i - 1, visit.toFetch.get(i)));
            }
        }
        if (visit.visitor % 100 >= HAS_NO_CACHE * 100) {
            visit.cached.addAll(visit.toFetch.subList(first, visit.toFetch.size()));
        }
    }

    /** Sends the visitor's next request, and decides what comes after it. */
    private void request(Visit visit) {
        String key = visit.toFetch.removeFirst();
        trace.add(visit.time, "v" + visit.visitor, key, sizes.getOrDefault(key, 1L));
        requests++;
        if ((long) requests * shape.newPages() / shape.requests() > pages.size() - shape.pages()) {
            addPage();
        }
        if (!visit.toFetch.isEmpty()) {
            visit.time += random.nextInt(4) == 0 ? 1 : 0;
            visits.add(visit);
        } else if (random.nextDouble() >= ENDS) {
            visit.time += 3 + random.nextInt(60);
            int next = random.nextDouble() < GOES_BACK ? visit.pageBefore : follow(visit);
            visit.pageBefore = visit.page;
            visit.page = next;
            view(visit);
            visits.add(visit);
        }
    }

    private int follow(Visit visit) {
        List<Integer> links = pages.get(visit.page).links();
        int chosen = 0;
        for (int tries = 0; tries < 4 && !links.isEmpty(); tries++) {
            chosen = links.get(skewed(links.size()));
            if (pages.get(chosen).section() == visit.favourite || random.nextDouble() > FAVOURITE) {
                break;
            }
        }
        return chosen;
    }

    /** What a parser would find in a page of this key, as it is now; nothing for other keys. */
    public List<Link> links(String key) {
        int number = key.indexOf("/p");
        if (!key.endsWith(".html") || number < 0) {
            return List.of();
        }
        int page = Integer.parseInt(key, number + 2, key.length() - ".html".length(), 10);
        List<Link> links = new ArrayList<>();
        for (String resource : pages.get(page).resources()) {
            Role role = resource.endsWith("css") ? Role.STYLE : Role.IMAGE;
            links.add(new Link(resource, resource.endsWith("js") ? Role.SCRIPT : role));
        }
        for (int to : pages.get(page).links()) {
            links.add(new Link(pages.get(to).key(), Role.ANCHOR));
        }
        return links;
    }
}
