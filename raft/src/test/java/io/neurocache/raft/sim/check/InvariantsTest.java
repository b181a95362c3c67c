package io.neurocache.raft.sim.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each rule accepts what is right and refuses what is wrong, step by step. */
class InvariantsTest {
    private static final Configuration THREE = Configuration.of(List.of(1, 2, 3));

    private final FakeDisk[] disks = {
        new FakeDisk(), new FakeDisk(), new FakeDisk(), new FakeDisk()
    };
    private final Rules rules = new Rules(disks);
    private final Observation one = new Observation(1, new LogMirror(THREE), disks[1]);
    private final Observation two = new Observation(2, new LogMirror(THREE), disks[2]);

    @BeforeEach
    void bothGoByThreeMembers() {
        one.configuration = THREE;
        two.configuration = THREE;
    }

    @Test
    void oneLeaderATerm() {
        lead(one, 1);
        lead(two, 2);
        one.term = 2;
        assertBroken("ElectionSafety", () -> rules.stepped(one));
    }

    @Test
    void aLeaderMayLeadAgainInALaterTerm() {
        lead(one, 1);
        lead(one, 3);
        lead(two, 2);
        assertEquals(2, two.term);
    }

    @Test
    void oneVoteATermAcrossCrashes() {
        disks[1].vote(5, 2);
        rules.voted(one, 5, 2);
        rules.voted(one, 5, 2);
        one.incarnation++;
        disks[1].vote(5, 3);
        assertBroken("OneVoteATerm", () -> rules.voted(one, 5, 3));
    }

    @Test
    void aVoteIsOnDiskBeforeItIsGiven() {
        disks[1].vote(4, 2);
        assertBroken("OneVoteATerm", () -> rules.voted(one, 5, 2));
        disks[1].vote(5, 0);
        assertBroken("OneVoteATerm", () -> rules.voted(one, 5, 3));
    }

    @Test
    void aVoteDoesNotChangeInMemory() {
        one.term = 1;
        one.votedFor = 2;
        rules.stepped(one);
        one.votedFor = 3;
        assertBroken("OneVoteATerm", () -> rules.stepped(one));
    }

    @Test
    void aVoteThatNeverLeftMayBeForgottenInACrash() {
        one.term = 1;
        one.votedFor = 2;
        rules.stepped(one);
        one.incarnation++;
        one.votedFor = 3;
        rules.stepped(one);
        assertEquals(3, one.votedFor);
    }

    @Test
    void theTermNeverFalls() {
        one.term = 3;
        rules.stepped(one);
        one.term = 2;
        assertBroken("MonotonicTerm", () -> rules.stepped(one));
    }

    @Test
    void aCrashBringsBackTheTermOnDiskAtLeast() {
        one.term = 3;
        rules.stepped(one);
        disks[1].vote(2, 0);
        one.term = 2;
        rules.started(one);
        one.term = 1;
        assertBroken("MonotonicTerm", () -> rules.started(one));
    }

    @Test
    void theCommitIndexNeverFalls() {
        write(one, entry(1, 1));
        commit(one, 1);
        one.commitIndex = 0;
        assertBroken("MonotonicCommit", () -> rules.stepped(one));
    }

    @Test
    void nothingIsAppliedBeforeItIsCommitted() {
        write(one, entry(1, 1));
        one.lastApplied = 1;
        assertBroken("MonotonicCommit", () -> rules.stepped(one));
    }

    @Test
    void nothingIsCommittedBehindTheEndOfTheLog() {
        one.commitIndex = 1;
        assertBroken("MonotonicCommit", () -> rules.stepped(one));
    }

    @Test
    void sameIndexAndTermMeansSameEntry() {
        write(one, entry(1, 1));
        write(two, new Entry(1, 1, new Payload.Noop()));
        Entry other = new Entry(1, 2, new Payload.Command(Bytes.utf8("b")));
        write(one, entry(1, 2));
        assertBroken("LogMatching", () -> write(two, other));
    }

    @Test
    void sameIndexAndTermMeansSameLogBefore() {
        write(one, entry(1, 1));
        write(one, entry(3, 2));
        write(two, entry(2, 1));
        assertBroken("LogMatching", () -> write(two, entry(3, 2)));
    }

    @Test
    void termsInALogDoNotFall() {
        write(one, entry(2, 1));
        assertBroken("LogMatching", () -> write(one, entry(1, 2)));
    }

    @Test
    void aLogHasNoGap() {
        assertBroken("LogMatching", () -> write(one, entry(1, 2)));
    }

    @Test
    void theCoreKnowsItsOwnLog() {
        write(one, entry(1, 1));
        one.lastIndex = 2;
        assertBroken("LogMatching", () -> rules.stepped(one));
    }

    @Test
    void aLeaderHasWhatWasCommittedBefore() {
        write(one, entry(1, 1));
        commit(one, 1);
        assertBroken("LeaderCompleteness", () -> lead(two, 2));
    }

    @Test
    void aLeaderNeedNotHaveWhatIsCommittedInALaterTerm() {
        one.term = 5;
        write(one, entry(5, 1));
        commit(one, 1);
        lead(two, 4);
        assertEquals(4, two.term);
    }

    @Test
    void aLeaderWithAnotherEntryThereIsIncomplete() {
        write(one, entry(1, 1));
        commit(one, 1);
        write(two, entry(2, 1));
        assertBroken("LeaderCompleteness", () -> lead(two, 3));
    }

    @Test
    void twoServersCommitTheSame() {
        write(one, entry(1, 1));
        commit(one, 1);
        write(two, entry(2, 1));
        assertBroken("StateMachineSafety", () -> commit(two, 1));
    }

    @Test
    void everyEntryIsAppliedOnceAndInOrder() {
        write(one, entry(1, 1));
        write(one, entry(1, 2));
        commit(one, 2);
        assertBroken("StateMachineSafety", () -> rules.applied(one, entry(1, 2)));
        rules.applied(one, entry(1, 1));
        assertBroken("StateMachineSafety", () -> rules.applied(one, entry(1, 1)));
    }

    @Test
    void onlyWhatIsCommittedIsRestored() {
        write(one, entry(1, 1));
        commit(one, 1);
        rules.restored(two, 1, 1);
        assertBroken("StateMachineSafety", () -> rules.restored(two, 1, 2));
        assertBroken("StateMachineSafety", () -> rules.restored(two, 2, 1));
    }

    @Test
    void whatIsCommittedIsOnAMajorityOfDisks() {
        write(one, entry(1, 1));
        disks[2].lastIndex = 0;
        disks[3].lastIndex = 0;
        assertBroken("NothingAcknowledgedIsLost", () -> commit(one, 1));
    }

    @Test
    void aJointConfigurationNeedsBothMajorities() {
        Configuration joint =
                new Configuration(
                        Configuration.of(List.of(1)).voters(),
                        THREE.voters(),
                        Configuration.EMPTY.learners());
        one.configuration = joint;
        write(one, new Entry(1, 1, new Payload.Reconfigure(joint)));
        disks[2].lastIndex = 0;
        disks[3].lastIndex = 0;
        assertBroken("NothingAcknowledgedIsLost", () -> commit(one, 1));
    }

    @Test
    void aFollowerPromisesNoMoreThanItsDiskHas() {
        disks[1].lastIndex = 4;
        rules.promised(one, 1, 4);
        assertBroken("NothingAcknowledgedIsLost", () -> rules.promised(one, 1, 5));
    }

    @Test
    void aClientIsToldOnlyOfWhatIsCommitted() {
        write(one, entry(1, 1));
        assertBroken("NothingAcknowledgedIsLost", () -> rules.acknowledged(one, entry(1, 1)));
        commit(one, 1);
        rules.acknowledged(one, entry(1, 1));
        assertBroken("NothingAcknowledgedIsLost", () -> rules.acknowledged(one, entry(2, 1)));
    }

    @Test
    void aConfigurationIsInForceFromTheLog() {
        Configuration two = Configuration.of(List.of(1, 2));
        append(one, new Entry(1, 1, new Payload.Reconfigure(two)));
        assertBroken("ConfigurationFollowsLog", () -> rules.stepped(one));
        one.configuration = two;
        rules.stepped(one);
    }

    @Test
    void aConfigurationThatIsCutOffIsNotInForce() {
        Configuration two = Configuration.of(List.of(1, 2));
        one.configuration = two;
        append(one, new Entry(1, 1, new Payload.Reconfigure(two)));
        rules.stepped(one);
        append(one, entry(2, 1));
        assertBroken("ConfigurationFollowsLog", () -> rules.stepped(one));
        one.configuration = THREE;
        rules.stepped(one);
    }

    @Test
    void aMirrorKnowsTheConfigurationAtEachIndex() {
        LogMirror log = new LogMirror(THREE);
        Configuration two = Configuration.of(List.of(1, 2));
        log.append(List.of(entry(1, 1), new Entry(1, 2, new Payload.Reconfigure(two))));
        assertEquals(THREE, log.configurationAt(1));
        assertEquals(two, log.configurationAt(2));
        log.reset(new SnapshotMeta(9, 4, two));
        assertEquals(two, log.configuration());
        assertEquals(9, log.lastIndex());
        assertEquals(4, log.term(9));
        assertTrue(log.holds(9, 4));
    }

    private static Entry entry(long term, long index) {
        return new Entry(term, index, new Payload.Noop());
    }

    private void lead(Observation node, long term) {
        node.term = term;
        node.leads = true;
        disks[node.id].vote(term, node.id);
        rules.becameLeader(node);
        rules.stepped(node);
    }

    private void append(Observation node, Entry entry) {
        node.log.append(List.of(entry));
        rules.appended(node, List.of(entry));
        node.lastIndex = node.log.lastIndex();
    }

    private void write(Observation node, Entry entry) {
        append(node, entry);
        rules.stepped(node);
    }

    private void commit(Observation node, long index) {
        node.commitIndex = index;
        rules.advance(node);
        rules.stepped(node);
    }

    private static void assertBroken(String rule, Executable step) {
        Violation violation = assertThrows(Violation.class, step);
        assertEquals(rule, violation.rule());
    }

    /** A disk that has everything, until told otherwise. */
    private static final class FakeDisk implements Disk {
        long lastIndex = Long.MAX_VALUE;
        private long term;
        private int vote;

        void vote(long inTerm, int candidate) {
            term = inTerm;
            vote = candidate;
        }

        @Override
        public boolean holds(long index, long entryTerm) {
            return index <= lastIndex;
        }

        @Override
        public long lastIndex() {
            return lastIndex;
        }

        @Override
        public long currentTerm() {
            return term;
        }

        @Override
        public int votedFor() {
            return vote;
        }
    }
}
