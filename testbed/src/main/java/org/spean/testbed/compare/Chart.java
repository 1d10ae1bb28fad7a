package org.spean.testbed.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The chart for the README: exchanges a second of proxies and gateways by connections, on logarithmic axes, and beside it the
 * share of the proxies' that the gateways reach. Readable on light and dark ground.
 */
final class Chart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 340;
    private static final int TOP = 56;
    private static final int BOTTOM = 292;
    private static final int[] LEFT = {64, 400};
    private static final int[] RIGHT = {520, 840};
    private static final List<String> SHOWN = List.of("A", "B");

    private final StringBuilder out = new StringBuilder();
    private final Findings findings;
    private final double fewest;
    private final double most;

    private Chart(Findings findings) {
        this.findings = findings;
        TreeSet<Integer> connections = new TreeSet<>();
        SHOWN.forEach(name -> connections.addAll(findings.series(name).keySet()));
        this.fewest = connections.isEmpty() ? 1 : connections.first();
        this.most = connections.isEmpty() ? 1 : Math.max(connections.last(), fewest * 2);
    }

    /** The whole file. */
    static String of(Findings findings, String date) {
        return new Chart(findings).draw(date);
    }

    private String draw(String date) {
        out.append(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="system-ui, sans-serif" font-size="12">
                <title>Exchanges a second by connections: two nginx proxies and two gateways, %s</title>
                <style>
                text { fill: #333 } .grid { stroke: #ccc; stroke-width: 1 } .line { fill: none; stroke-width: 2.5 }
                .A { stroke: #888 } .B { stroke: #0a7d4f } .dot.A { fill: #888 } .dot.B { fill: #0a7d4f } .head { font-size: 14px; font-weight: 600 }
                @media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #444 } .A { stroke: #aaa } .dot.A { fill: #aaa } .B { stroke: #3ecf8e } .dot.B { fill: #3ecf8e } }
                </style>
                """, WIDTH, HEIGHT, WIDTH, HEIGHT, date));
        double top = Math.pow(10, Math.ceil(Math.log10(Math.max(10, highest()))));
        double bottom = Math.pow(10, Math.floor(Math.log10(Math.max(1, lowest()))));
        text(LEFT[0], 24, "head", "Exchanges a second", "start");
        for (double value = bottom; value <= top; value *= 10) {
            grid(LEFT, y(value, bottom, top, true), String.format(Locale.ROOT, "%,.0f", value));
        }
        text(RIGHT[0], 24, "head", "Share of the proxies'", "start");
        double share = Math.max(0.2, Math.ceil(highestShare() * 10) / 10);
        for (int i = 0; i <= 4; i++) {
            double value = share * i / 4;
            grid(RIGHT, y(value, 0, share, false), String.format(Locale.ROOT, "%.2f", value));
        }
        for (String name : SHOWN) {
            line(name, LEFT, series -> y(series.perSecond(), bottom, top, true));
        }
        line("B", RIGHT, series -> y(share(series), 0, share, false));
        text(
                LEFT[0] + 8,
                44,
                "",
                "grey: two nginx proxies with mTLS; green: two Spean gateways, everything on",
                "start");
        text(RIGHT[0] + 8, 44, "", "connections on the lower axis", "start");
        return out.append("</svg>\n").toString();
    }

    private double highest() {
        return SHOWN.stream()
                .flatMap(name -> findings.series(name).values().stream())
                .mapToDouble(Series::perSecond)
                .max()
                .orElse(10);
    }

    private double lowest() {
        return SHOWN.stream()
                .flatMap(name -> findings.series(name).values().stream())
                .mapToDouble(Series::perSecond)
                .min()
                .orElse(1);
    }

    private double highestShare() {
        return findings.series("B").values().stream()
                .mapToDouble(this::share)
                .max()
                .orElse(0);
    }

    private double share(Series gateways) {
        @Nullable Series proxies = findings.series("A", gateways.connections());
        return proxies == null ? 0 : gateways.ratio(proxies, Slice::perSecond);
    }

    private void line(String name, int[] across, ToDoubleFunction<Series> height) {
        Map<Integer, Series> levels = findings.series(name);
        StringBuilder points = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        new TreeSet<>(levels.keySet()).forEach(connections -> {
            Series series = levels.get(connections);
            if (series != null) {
                double x = x(connections, across);
                double y = height.applyAsDouble(series);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                dots.append(String.format(
                        Locale.ROOT, "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>%n", name, x, y));
                if (name.equals("B")) {
                    text(x, BOTTOM + 20, "", Integer.toString(connections), "middle");
                }
            }
        });
        out.append(String.format(
                Locale.ROOT,
                "<polyline class=\"line %s\" points=\"%s\"/>%n",
                name,
                points.toString().strip()));
        out.append(dots);
    }

    private double x(double connections, int[] across) {
        double part = Math.log(connections / fewest) / Math.log(most / fewest);
        return across[0] + 12 + part * (across[1] - across[0] - 24);
    }

    private static double y(double value, double bottom, double top, boolean logarithmic) {
        double part = logarithmic
                ? Math.log(Math.max(value, bottom) / bottom) / Math.log(top / bottom)
                : (value - bottom) / (top - bottom);
        return BOTTOM - part * (BOTTOM - TOP);
    }

    private void grid(int[] across, double y, String label) {
        out.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                across[0],
                across[1],
                y,
                y));
        text(across[0] - 6, y + 4, "", label, "end");
    }

    private void text(double x, double y, String style, String text, String anchor) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                style,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
