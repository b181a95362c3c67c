package io.neurocache.raft;

/**
 * What a server is in its current term; each role holds what is true only in it.
 *
 * <p>To be a learner is no role: it follows from the configuration, and a learner is a follower
 * that never stands. Confined to the thread that drives the core.
 */
public sealed interface Role permits Follower, PreCandidate, Candidate, Leader {}
