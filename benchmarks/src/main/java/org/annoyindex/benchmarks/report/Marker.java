package org.annoyindex.benchmarks.report;

import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;

/** Shapes that identify libraries independently of color. */
enum Marker {
    CIRCLE,
    SQUARE,
    DIAMOND,
    UP,
    DOWN,
    PENTAGON,
    STAR,
    PLUS;

    /**
     * @param x coordinate of the center.
     * @param y coordinate of the center.
     * @param size radius of a circle with about the same area.
     * @return the outline as an SVG path.
     */
    String path(final double x, final double y, final double size) {
        return switch (this) {
            case CIRCLE ->
                "M" + Svg.number(x - size) + " " + Svg.number(y) + arc(size, 2 * size) + arc(size, -2 * size) + "Z";
            case SQUARE -> polygon(x, y, 4, size * 1.25, Math.PI / 4);
            case DIAMOND -> polygon(x, y, 4, size * 1.3, 0);
            case UP -> polygon(x, y + size * 0.2, 3, size * 1.45, -Math.PI / 2);
            case DOWN -> polygon(x, y - size * 0.2, 3, size * 1.45, Math.PI / 2);
            case PENTAGON -> polygon(x, y, 5, size * 1.15, -Math.PI / 2);
            case STAR -> radii(x, y, 10, i -> i % 2 == 0 ? size * 1.5 : size * 0.65);
            case PLUS -> plus(x, y, size * 1.2, size * 0.42);
        };
    }

    private static String arc(final double radius, final double right) {
        return "a" + Svg.number(radius) + " " + Svg.number(radius) + " 0 1 0 " + Svg.number(right) + " 0";
    }

    private static String polygon(
            final double x, final double y, final int corners, final double radius, final double turn) {
        final StringJoiner path = new StringJoiner("L", "M", "Z");
        for (int i = 0; i < corners; i++) {
            final double angle = turn + 2 * Math.PI * i / corners;
            path.add(Svg.number(x + radius * Math.cos(angle)) + " " + Svg.number(y + radius * Math.sin(angle)));
        }
        return path.toString();
    }

    private static String radii(final double x, final double y, final int corners, final IntToDoubleFunction radius) {
        final StringJoiner path = new StringJoiner("L", "M", "Z");
        for (int i = 0; i < corners; i++) {
            final double angle = 2 * Math.PI * i / corners - Math.PI / 2;
            path.add(Svg.number(x + radius.applyAsDouble(i) * Math.cos(angle)) + " "
                    + Svg.number(y + radius.applyAsDouble(i) * Math.sin(angle)));
        }
        return path.toString();
    }

    private static String plus(final double x, final double y, final double a, final double b) {
        final double[][] corners = {
            {-b, -a}, {b, -a}, {b, -b}, {a, -b}, {a, b}, {b, b}, {b, a}, {-b, a}, {-b, b}, {-a, b}, {-a, -b}, {-b, -b}
        };
        final StringJoiner path = new StringJoiner("L", "M", "Z");
        for (final double[] corner : corners) {
            path.add(Svg.number(x + corner[0]) + " " + Svg.number(y + corner[1]));
        }
        return path.toString();
    }
}
