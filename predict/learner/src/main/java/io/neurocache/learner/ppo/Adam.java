package io.neurocache.learner.ppo;

/** Adam (Kingma, Ba, ICLR 2015) over plain arrays, with a bound on the gradient's length. */
final class Adam {
    private static final double MEAN = 0.9;
    private static final double SQUARE = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double LONGEST = 0.5;

    private final double rate;
    private final double[][] means;
    private final double[][] squares;
    private int steps;

    Adam(double rate, float[][] parameters) {
        this.rate = rate;
        means = new double[parameters.length][];
        squares = new double[parameters.length][];
        for (int i = 0; i < parameters.length; i++) {
            means[i] = new double[parameters[i].length];
            squares[i] = new double[parameters[i].length];
        }
    }

    /** Takes a step; false, and nothing is changed, when a gradient is not finite. */
    boolean step(float[][] parameters, float[][] gradients) {
        double length = 0;
        for (float[] gradient : gradients) {
            for (float part : gradient) {
                length += (double) part * part;
            }
        }
        if (!Double.isFinite(length)) {
            return false;
        }
        double scale = Math.min(1, LONGEST / (Math.sqrt(length) + EPSILON));
        steps++;
        double meanBias = 1 - Math.pow(MEAN, steps);
        double squareBias = 1 - Math.pow(SQUARE, steps);
        for (int i = 0; i < parameters.length; i++) {
            for (int k = 0; k < parameters[i].length; k++) {
                double gradient = gradients[i][k] * scale;
                means[i][k] += (1 - MEAN) * (gradient - means[i][k]);
                squares[i][k] += (1 - SQUARE) * (gradient * gradient - squares[i][k]);
                double root = Math.sqrt(squares[i][k] / squareBias) + EPSILON;
                parameters[i][k] -= (float) (rate * means[i][k] / meanBias / root);
            }
        }
        return true;
    }
}
