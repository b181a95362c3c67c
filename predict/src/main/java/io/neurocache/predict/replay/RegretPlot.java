package io.neurocache.predict.replay;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws regret over time: how many hits per request a policy is behind the best online policy of
 * the moment, from the trace's beginning to each of its points. One panel for each trace and size,
 * one line for each online policy.
 */
final class RegretPlot {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 44;
    private static final int LEGEND = 120;
    private static final int PER_LINE = 2;

    /** Told apart by most readers, colour-blind ones too: the set of Okabe and Ito, then grays. */
    private static final String[] COLOURS = {
        "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442",
        "#7f7f7f", "#b15928", "#6a3d9a", "#bfbfbf"
    };

    private final StringBuilder text = new StringBuilder();
    private final Formatter svg = new Formatter(text, Locale.ROOT);
    private final List<String> labels = new ArrayList<>();

    private RegretPlot() {}

    static String svg(List<ReplayRow> rows) {
        Map<String, List<ReplayRow>> panels = new LinkedHashMap<>();
        for (ReplayRow row : rows) {
            if (row.policy().isOnline()) {
                String title =
                        String.format(
                                Locale.ROOT, "%s at %.4g %%", row.trace(), row.fraction() * 100);
                panels.computeIfAbsent(title, _ -> new ArrayList<>()).add(row);
            }
        }
        return new RegretPlot().draw(panels);
    }

    private String draw(Map<String, List<ReplayRow>> panels) {
        int lines = (panels.size() + PER_LINE - 1) / PER_LINE;
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                PER_LINE * WIDTH + LEGEND, Math.max(1, lines) * HEIGHT);
        int at = 0;
        for (Map.Entry<String, List<ReplayRow>> panel : panels.entrySet()) {
            svg.format(
                    "<g transform=\"translate(%d,%d)\">%n",
                    at % PER_LINE * WIDTH, at / PER_LINE * HEIGHT);
            panel(panel.getKey(), panel.getValue());
            svg.format("</g>%n");
            at++;
        }
        legend();
        svg.flush();
        return text.append("</svg>\n").toString();
    }

    private void panel(String title, List<ReplayRow> rows) {
        double[][] regrets = rows.stream().map(row -> regret(row, rows)).toArray(double[][]::new);
        double most = 0.01;
        for (double[] regret : regrets) {
            for (double value : regret) {
                most = Math.max(most, value);
            }
        }
        svg.format(
                "<text x=\"%d\" y=\"18\" font-weight=\"bold\">%s</text>%n", MARGIN, escaped(title));
        for (int step = 0; step <= 4; step++) {
            double y = y(most * step / 4, most);
            svg.format(
                    "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3f</text>%n",
                    MARGIN, y, WIDTH - 10, MARGIN - 4, y + 4, most * step / 4);
        }
        svg.format(
                "<text x=\"%d\" y=\"%d\">share of the trace, 0 to 1</text>%n", MARGIN, HEIGHT - 10);
        for (int i = 0; i < regrets.length; i++) {
            line(regrets[i], most, colour(rows.get(i).policy().label()));
        }
    }

    private void line(double[] regret, double most, String colour) {
        svg.format("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"", colour);
        double step = (double) (WIDTH - MARGIN - 10) / regret.length;
        for (int i = 0; i < regret.length; i++) {
            svg.format("%.1f,%.1f ", MARGIN + (i + 1) * step, y(regret[i], most));
        }
        svg.format("\"/>%n");
    }

    private void legend() {
        for (int i = 0; i < labels.size(); i++) {
            svg.format(
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\" font-weight=\"bold\">%s</text>%n",
                    PER_LINE * WIDTH + 10, 24 + i * 16, colour(labels.get(i)), labels.get(i));
        }
    }

    /** Hits per request that a policy is behind the best of the panel, by point. */
    private static double[] regret(ReplayRow row, List<ReplayRow> all) {
        double[] regret = new double[row.curve().size()];
        double total = Math.max(1, row.curve().getLast() / Math.max(1e-9, row.objectHit()));
        for (int point = 0; point < regret.length; point++) {
            long best = 0;
            for (ReplayRow each : all) {
                best = Math.max(best, each.curve().get(point));
            }
            regret[point] = (best - row.curve().get(point)) * regret.length / (total * (point + 1));
        }
        return regret;
    }

    private static double y(double value, double most) {
        return HEIGHT - 28 - value / most * (HEIGHT - 60);
    }

    private String colour(String label) {
        if (!labels.contains(label)) {
            labels.add(label);
        }
        return COLOURS[labels.indexOf(label) % COLOURS.length];
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
