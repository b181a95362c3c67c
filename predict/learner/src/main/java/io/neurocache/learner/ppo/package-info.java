/**
 * Trains the agent that turns the knobs of the learned policy: proximal policy optimization, on
 * traces replayed through the very policies of the daemon.
 *
 * <pre>{@code
 * PpoTrainer trainer = new PpoTrainer(Torch.start(), PpoConfig.DEFAULT, 1);
 * ActorCritic network = trainer.train(episodes);
 * PolicyExport.model(network).write(Path.of("policy.model"));
 * }</pre>
 */
@NullMarked
package io.neurocache.learner.ppo;

import org.jspecify.annotations.NullMarked;
