/**
 * Predictors of next keys on trial, and what they have to beat: how often they are right, and what
 * pre-loading is worth.
 *
 * <pre>{@code
 * Trace trace = TraceReader.read(Path.of("access.log.gz"));
 * Ranker ranker = new Ranker(RankerConfig.DEFAULT);
 * Accuracy accuracy =
 *         Accuracy.of(new RankerPredictor(ranker), trace, Accuracy.Moment.AFTER_SERVING);
 * System.out.printf("top-1 %.4f, top-5 %.4f%n", accuracy.top1(), accuracy.top5());
 * for (Calibration.Tenth tenth : accuracy.calibration().tenths()) {
 *     System.out.printf("said %.2f, was %.2f%n", tenth.mean(), tenth.hitShare());
 * }
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.next.trial;
