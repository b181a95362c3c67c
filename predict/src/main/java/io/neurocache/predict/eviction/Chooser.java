package io.neurocache.predict.eviction;

/** Decides in place of the rule that what is worth least goes. Confined as policies are. */
@FunctionalInterface
public interface Chooser {
    /**
     * Says what goes, or that the object that is offered is refused.
     *
     * @return a number below {@link Choice#count}; the last one stands for the object offered
     */
    int choose(Choice choice);
}
