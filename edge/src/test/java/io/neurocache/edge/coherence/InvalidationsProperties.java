package io.neurocache.edge.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Order.Target;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The table against a list of all orders. */
class InvalidationsProperties {
    private static final List<String> KEYS = List.of("a", "a/b", "a/c", "b", "b/b", "c");
    private static final List<String> TAGS = List.of("a", "b", "t", "u");
    private static final List<String> PREFIXES = List.of("a", "a/", "b", "a/b");

    private record Given(long index, Order order) {}

    /** What was ordered, or missed, in the simplest words. */
    private static final class Model {
        private final List<Given> all = new ArrayList<>();
        private long missed;

        Verdict of(long born, String key, List<String> tags) {
            Verdict worst = born < missed ? Verdict.DOUBTFUL : Verdict.CURRENT;
            for (Given given : all) {
                if (born < given.index() && covers(given.order(), key, tags)) {
                    Verdict one = given.order().isSoft() ? Verdict.STALE : Verdict.GONE;
                    worst = one.compareTo(worst) > 0 ? one : worst;
                }
            }
            return worst;
        }

        private static boolean covers(Order order, String key, List<String> tags) {
            return switch (order.target()) {
                case KEYS -> order.isSoft() && order.names().contains(key);
                case TAGS -> order.names().stream().anyMatch(tags::contains);
                case PREFIX -> key.startsWith(order.names().getFirst());
                case ALL -> true;
            };
        }
    }

    private static Order order(int dice) {
        boolean soft = dice % 2 == 0;
        int rest = dice / 2;
        int pick = rest / 4;
        return switch (rest % 4) {
            case 0 ->
                    new Order(
                            Target.KEYS,
                            List.of(KEYS.get(pick % KEYS.size()), KEYS.get(pick / 7 % KEYS.size())),
                            soft);
            case 1 -> new Order(Target.TAGS, List.of(TAGS.get(pick % TAGS.size())), soft);
            case 2 -> new Order(Target.PREFIX, List.of(PREFIXES.get(pick % PREFIXES.size())), soft);
            default -> new Order(Target.ALL, List.of(), soft);
        };
    }

    private static void play(List<Integer> dice, Invalidations table, Model model) {
        long index = 0;
        for (int die : dice) {
            index += 1 + die % 3;
            if (die % 37 == 0) {
                table.missed(index);
                model.missed = index;
            } else {
                Order order = order(die);
                table.apply(index, order);
                model.all.add(new Given(index, order));
            }
        }
    }

    @Property(tries = 500)
    void withRoomForAllItSaysWhatTheListOfAllOrdersSays(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 2000) Integer> dice) {
        Invalidations table = new Invalidations(1000);
        Model model = new Model();
        play(dice, table, model);
        for (long born = 0; born <= table.last() + 1; born++) {
            for (String key : KEYS) {
                for (List<String> tags : List.of(List.<String>of(), List.of("a", "u"), TAGS)) {
                    assertEquals(
                            model.of(born, key, tags),
                            table.of(born, key, Names.tags(tags)),
                            key + " " + tags + " born " + born);
                }
            }
        }
    }

    @Property(tries = 500)
    void withoutRoomItNeverSaysBetterAndDoubtsAtMost(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2000) Integer> dice) {
        Invalidations table = new Invalidations(2);
        Model model = new Model();
        play(dice, table, model);
        for (long born = 0; born <= table.last() + 1; born++) {
            for (String key : KEYS) {
                Verdict right = model.of(born, key, TAGS);
                Verdict said = table.of(born, key, Names.tags(TAGS));
                boolean safe = said == right || said == Verdict.DOUBTFUL;
                boolean servesAtMostStale = right == Verdict.CURRENT || said != Verdict.CURRENT;
                assertTrue(safe && servesAtMostStale, right + " became " + said);
            }
        }
    }
}
