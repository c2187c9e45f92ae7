package org.annoyindex.benchmarks.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes an SVG image. It uses attributes and no style sheets, so that an image looks the same in the page, as a file
 * and rendered by Java. Text and attributes are escaped only here.
 */
final class Svg {
    static final String INK = "#1b1f24";
    static final String GRAY = "#57606a";
    static final String RULE = "#d5dae0";

    /** Fonts of equal widths, one of which nearly every system has. */
    static final String FONTS = "Helvetica, Arial, Liberation Sans, sans-serif";

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Starts an image on white background. */
    Svg(final int width, final int height, final String title) {
        open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                width,
                "height",
                height,
                "font-family",
                FONTS,
                "font-size",
                13,
                "fill",
                INK,
                "role",
                "group",
                "aria-label",
                title);
        element("rect", "width", width, "height", height, "fill", "#ffffff");
    }

    /** Opens an element; attributes alternate names and values. */
    Svg open(final String name, final @Nullable Object... attributes) {
        start(name, attributes);
        out.append('>');
        open.push(name);
        return this;
    }

    Svg close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element without content. */
    Svg element(final String name, final @Nullable Object... attributes) {
        start(name, attributes);
        out.append("/>\n");
        return this;
    }

    /** An element that contains only text. */
    Svg element(final String text, final String name, final @Nullable Object[] attributes) {
        start(name, attributes);
        out.append('>').append(escape(text)).append("</").append(name).append(">\n");
        return this;
    }

    Svg line(final double x1, final double y1, final double x2, final double y2, final String color) {
        return element("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", color);
    }

    /** Text whose baseline starts, is centered or ends at a point; {@code anchor} is start, middle or end. */
    Svg text(
            final double x,
            final double y,
            final String anchor,
            final String text,
            final @Nullable Object... attributes) {
        final @Nullable Object[] all = new @Nullable Object[attributes.length + 6];
        System.arraycopy(new Object[] {"x", x, "y", y, "text-anchor", anchor}, 0, all, 0, 6);
        System.arraycopy(attributes, 0, all, 6, attributes.length);
        return element(text, "text", all);
    }

    /** The tooltip of the element that was opened last. */
    Svg title(final String text) {
        return element(text, "title", new Object[0]);
    }

    /** Ends the image. */
    String finish() {
        while (!open.isEmpty()) {
            close();
        }
        return out.toString();
    }

    private void start(final String name, final @Nullable Object... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            final Object value = attributes[i + 1];
            if (value != null) {
                out.append(' ')
                        .append(attributes[i])
                        .append("=\"")
                        .append(escape(show(value)))
                        .append('"');
            }
        }
    }

    private static String show(final Object value) {
        return value instanceof Double number ? number(number) : value.toString();
    }

    /** Formats a coordinate with two decimals. */
    static String number(final double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceFirst("\\.?0+$", "");
    }

    static String escape(final String text) {
        final StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }
}
