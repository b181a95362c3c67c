package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Set<Integer> NONE = Set.of();

    private static Configuration members(
            Set<Integer> voters, Set<Integer> outgoing, Set<Integer> learners, Integer... at) {
        SortedMap<Integer, Address> addresses = new TreeMap<>();
        for (Integer id : at) {
            addresses.put(id, address("first", id));
        }
        return new Configuration(
                new TreeSet<>(voters), new TreeSet<>(outgoing), new TreeSet<>(learners), addresses);
    }

    private static Address address(String host, int id) {
        return new Address(host + ":" + id, "");
    }

    private static void assertRefused(
            Set<Integer> voters, Set<Integer> outgoing, Set<Integer> learners, Integer... at) {
        assertThrows(IllegalArgumentException.class, () -> members(voters, outgoing, learners, at));
    }

    @Test
    void membersNeedAVoterAmongThem() {
        assertRefused(NONE, Set.of(1), NONE);
        assertRefused(NONE, NONE, Set.of(1));
        assertRefused(NONE, Set.of(1), Set.of(2));
        assertEquals(Configuration.EMPTY, members(NONE, NONE, NONE));
    }

    @Test
    void aLearnerIsNoVoterButMayHaveBeenOne() {
        assertRefused(Set.of(1, 2), NONE, Set.of(2));
        Configuration demotion = members(Set.of(1), Set.of(1, 2), Set.of(2));
        assertTrue(demotion.isVoter(2));
    }

    @Test
    void idsCountFromOne() {
        assertRefused(Set.of(0, 1), NONE, NONE);
        assertRefused(Set.of(1), NONE, Set.of(-1));
    }

    @Test
    void aClusterHasSoManyMembersAndNoMore() {
        List<Integer> most = IntStream.rangeClosed(1, Configuration.MAX_MEMBERS).boxed().toList();
        assertEquals(Configuration.MAX_MEMBERS, Configuration.of(most).all().size());
        List<Integer> more =
                IntStream.rangeClosed(1, Configuration.MAX_MEMBERS + 1).boxed().toList();
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(more));
    }

    @Test
    void onlyMembersHaveAnAddress() {
        Configuration all = members(Set.of(1), Set.of(2), Set.of(3), 1, 2, 3);
        assertEquals(Set.of(1, 2, 3), all.addresses().keySet());
        assertRefused(Set.of(1), Set.of(2), Set.of(3), 4);
    }

    @Test
    void votersOfBothKindsAndLearnersBelongToTheCluster() {
        Configuration all = members(Set.of(1), Set.of(2), Set.of(3));
        for (int id = 1; id <= 3; id++) {
            assertTrue(all.contains(id), "server " + id);
        }
        assertFalse(all.contains(4));
        assertFalse(all.isVoter(3));
        assertEquals(Set.of(1, 2, 3), all.all());
    }

    @Test
    void aJointConfigurationKnowsWhereAllAreThatItNeeds() {
        Configuration old = members(Set.of(1, 2), NONE, Set.of(3, 4), 1, 2, 3, 4);
        Configuration joint = members(Set.of(1, 3), NONE, NONE).jointFrom(old);
        assertEquals(Set.of(1, 2), joint.outgoing());
        // Server 2 still has a say; server 4 was a learner and is none any more.
        assertEquals(Set.of(1, 2, 3), joint.addresses().keySet());
    }

    @Test
    void aLearnerOfTheNewConfigurationKeepsItsAddress() {
        Configuration old = members(Set.of(1), NONE, Set.of(3), 1, 3);
        Configuration joint = members(Set.of(2), NONE, Set.of(3)).jointFrom(old);
        assertEquals(Set.of(1, 3), joint.addresses().keySet());
    }

    @Test
    void aNewAddressReplacesTheOld() {
        Configuration old = members(Set.of(1, 2), NONE, NONE, 1, 2);
        SortedMap<Integer, Address> moved = new TreeMap<>(Map.of(2, address("second", 2)));
        Configuration target =
                new Configuration(
                        new TreeSet<>(Set.of(1, 2)), new TreeSet<>(), new TreeSet<>(), moved);
        assertEquals(
                Map.of(1, address("first", 1), 2, address("second", 2)),
                target.jointFrom(old).addresses());
    }

    @Test
    void whoeverHasNoSayAnyMoreIsForgottenWithItsAddress() {
        Configuration joint = members(Set.of(1, 3), Set.of(1, 2), Set.of(4), 1, 2, 3, 4);
        Configuration settled = joint.settled();
        assertEquals(members(Set.of(1, 3), NONE, Set.of(4), 1, 3, 4), settled);
        assertFalse(settled.isJoint());
        assertFalse(settled.contains(2));
    }
}
