package org.annoyindex.benchmarks.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes plots as SVG files, and as PNG files that are rendered from them at twice the size. */
final class PlotFiles {
    private static final int ENLARGED = 2;

    /** The first installed font of the plots, as Java supports a single name instead of a list. */
    private static final String FONT = font();

    private final Path folder;

    PlotFiles(final Path folder) {
        this.folder = folder;
    }

    private static String font() {
        final List<String> installed =
                List.of(GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames(Locale.ROOT));
        return Arrays.stream(Svg.FONTS.split(", ", -1))
                .filter(installed::contains)
                .findFirst()
                .orElse(Font.SANS_SERIF);
    }

    void write(final String name, final String svg) throws IOException {
        Files.writeString(folder.resolve(name + ".svg"), svg);
        final SVGDocument document = new SVGLoader()
                .load(
                        new ByteArrayInputStream(svg.replace(Svg.FONTS, FONT).getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.createDefault());
        if (document == null) {
            throw new IOException(name + ".svg cannot be rendered; this is a bug, please report it");
        }
        final int width = (int) (document.size().width * ENLARGED);
        final int height = (int) (document.size().height * ENLARGED);
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            document.render(null, graphics, new ViewBox(width, height));
        } finally {
            graphics.dispose();
        }
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
    }
}
