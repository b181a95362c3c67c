/**
 * Turns the knobs of the learned policy, once per window of requests, as an agent thinks best.
 *
 * <pre>{@code
 * TunablePolicy policy = (TunablePolicy) PolicyKind.LEARNED.create(new PolicyConfig(capacityBytes));
 * Policy tuned = new AgentPolicy(policy, KnobAgent.STILL);
 * }</pre>
 */
@NullMarked
package io.neurocache.predict.agent;

import org.jspecify.annotations.NullMarked;
