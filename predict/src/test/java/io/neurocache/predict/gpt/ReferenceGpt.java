package io.neurocache.predict.gpt;

/** GPT-2 as its paper describes it, in plain loops over the whole sequence: slow, and no cache. */
final class ReferenceGpt {
    private final GptShape shape;
    private final GptWeights weights;
    private final long[][] rowsOfSlots;

    ReferenceGpt(GptWeights weights, Vocabulary vocabulary) {
        this.shape = weights.shape();
        this.weights = weights;
        this.rowsOfSlots = vocabulary.rowsOfSlots();
    }

    /** The scores after the last of the requests, given by the rows of each. */
    float[] scores(long[] question) {
        int length = question.length / GptShape.ROWS_PER_TOKEN;
        int width = shape.width();
        double[][] x = new double[length][width];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < width; i++) {
                x[t][i] = weights.get("positions")[t * width + i];
                for (int r = 0; r < GptShape.ROWS_PER_TOKEN; r++) {
                    int row = (int) question[t * GptShape.ROWS_PER_TOKEN + r];
                    x[t][i] += weights.get("table")[row * width + i];
                }
            }
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            block(x, "layer" + layer + '.');
        }
        double[] last = norm(x[length - 1], "norm");
        float[] head = weights.head(rowsOfSlots);
        float[] scores = new float[shape.outcomes()];
        for (int outcome = 0; outcome < scores.length; outcome++) {
            double score = weights.get("bias")[outcome];
            for (int i = 0; i < width; i++) {
                score += last[i] * head[outcome * width + i];
            }
            scores[outcome] = (float) score;
        }
        return scores;
    }

    private void block(double[][] x, String prefix) {
        double[][] attention = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            attention[t] = linear(norm(x[t], prefix + "norm1"), prefix + "attention");
        }
        for (int t = 0; t < x.length; t++) {
            add(x[t], linear(attend(attention, t), prefix + "projection"));
            double[] up = linear(norm(x[t], prefix + "norm2"), prefix + "up");
            for (int i = 0; i < up.length; i++) {
                up[i] *= .5 * (1 + erf(up[i] / Math.sqrt(2)));
            }
            add(x[t], linear(up, prefix + "down"));
        }
    }

    private double[] attend(double[][] qkv, int now) {
        int width = shape.width();
        int headWidth = width / shape.heads();
        double[] mixed = new double[width];
        for (int first = 0; first < width; first += headWidth) {
            double[] shares = new double[now + 1];
            double sum = 0;
            for (int t = 0; t <= now; t++) {
                double product = 0;
                for (int i = first; i < first + headWidth; i++) {
                    product += qkv[now][i] * qkv[t][width + i];
                }
                shares[t] = Math.exp(product / Math.sqrt(headWidth));
                sum += shares[t];
            }
            for (int t = 0; t <= now; t++) {
                for (int i = first; i < first + headWidth; i++) {
                    mixed[i] += shares[t] / sum * qkv[t][2 * width + i];
                }
            }
        }
        return mixed;
    }

    private double[] norm(double[] x, String name) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] normal = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normal[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5);
            normal[i] = normal[i] * weights.get(name + ".scale")[i];
            normal[i] += weights.get(name + ".shift")[i];
        }
        return normal;
    }

    private double[] linear(double[] x, String name) {
        float[] matrix = weights.get(name + ".weight");
        float[] bias = weights.get(name + ".bias");
        double[] y = new double[bias.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias[j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * matrix[i * y.length + j];
            }
        }
        return y;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    /** By its Taylor series, good for the small numbers of a test. */
    private static double erf(double x) {
        double sum = 0;
        double term = x;
        for (int n = 0; n < 100; n++) {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
