package io.neurocache.predict.next;

/** What the parts of a ranker look things up in. */
record Memory(Keys keys, Contexts contexts, Candidates candidates, Asked asked) {}
