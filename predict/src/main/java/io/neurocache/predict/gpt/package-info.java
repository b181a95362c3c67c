/**
 * A small GPT-2 that foretells a client's next key, run by ONNX Runtime, never waited for.
 *
 * <p>After Radford and others, "Language Models are Unsupervised Multitask Learners", 2019: a
 * decoder of causal attention with normalisation before each part, learned positions and GELU. A
 * token is a request. Its embedding is the sum of the key's own row, if it is hot, or that of its
 * bucket, and of rows for parts of its path, for what kind of thing it is and how long after the
 * last one it was asked for; so a key never seen before still has one. The rows of the output are
 * such sums too.
 *
 * <pre>{@code
 * GptService gpt = GptService.start(GptConfig.DEFAULT);
 * gpt.install(ModelFile.read(path)); // from the learner; another one later takes its place
 * Ranker ranker = new Ranker(RankerConfig.DEFAULT, List.of(gpt.source()));
 * gpt.asked(client, seconds, key, kind); // before ranker.learn(...)
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.gpt;
