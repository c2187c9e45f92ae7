package org.annoyindex.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a headless Chromium; skipped if none is installed. */
@Tag("once")
class ReportPageInBrowserTest {
    private static final String SHOWN = "figure:not([hidden]) .wide .series";

    @TempDir
    private Path folder;

    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        final Optional<Path> program = Browser.find();
        assumeTrue(program.isPresent(), "no chromium or google-chrome on the path; install one to test the page");
        SampleResults.write(folder);
        final Path page = folder.resolve("index.html");
        Files.writeString(page, new ReportPage(Results.readAll(folder.resolve("results"))).html());
        browser =
                new Browser(program.get(), Files.createDirectory(folder.resolve("profile")), page.toUri(), 1100, 1400);
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void everyLibraryIsDrawnAndDataSetsCanBeSwitched() throws Exception {
        assertEquals("3", browser.evaluate(count(SHOWN)));
        assertEquals(
                "12",
                browser.evaluate(count(SHOWN + " .point[opacity]") + " + " + count(SHOWN + " path.line") + " * 3"));
        assertEquals(
                "true",
                browser.evaluate("[...document.querySelectorAll('" + SHOWN
                        + " path.line')].every(line => line.getBoundingClientRect().width > 100)"));
        assertTrue(heading().startsWith("big"), heading());
        browser.screenshot(Path.of("target", "report-big.png"));

        browser.evaluate("document.querySelector('input[value=small]').click()");

        assertTrue(heading().startsWith("small"), heading());
        assertEquals("3", browser.evaluate(count(SHOWN)));
        assertEquals("#small,wall,0.95", browser.evaluate("location.hash"));
        browser.screenshot(Path.of("target", "report-small.png"));

        browser.evaluate("document.querySelector('input[value=cpu]').click()");
        assertTrue(heading().endsWith("by processor time"), heading());
        browser.evaluate("document.querySelector('input[value=\"0.99\"]').click()");
        assertEquals("1", browser.evaluate(count("#latency figure:not([hidden])")));
    }

    @Test
    void keysMoveFromMarkToMarkAndShowTheirParameters() throws Exception {
        browser.evaluate("document.querySelector('" + SHOWN + " .point:last-child').focus()");
        final String first = browser.evaluate("document.getElementById('tip').textContent");
        browser.press("ArrowLeft");
        final String second = browser.evaluate("document.getElementById('tip').textContent");
        browser.press("ArrowDown");
        final String third = browser.evaluate("document.getElementById('tip').textContent");

        assertTrue(first.contains("recall@10 0.9950"), first);
        assertTrue(second.contains("recall@10 0.9500"), second);
        assertTrue(third.contains("recall@10 0.9500"), third);
        assertEquals(
                first.lines().findFirst().orElseThrow(),
                second.lines().findFirst().orElseThrow());
        assertTrue(!third.startsWith(first.lines().findFirst().orElseThrow()), third);
        assertEquals("false", browser.evaluate("document.getElementById('tip').hidden"));
    }

    @Test
    void buttonsHideLibraries() throws Exception {
        browser.evaluate("document.querySelector('.legend button[data-library=other]').click()");

        assertEquals(
                "2",
                browser.evaluate("[...document.querySelectorAll('" + SHOWN
                        + "')].filter(series => series.getClientRects().length > 0).length"));
    }

    @Test
    void allControlsAreNamedAndNothingIsFetched() throws Exception {
        assertEquals("0", browser.evaluate(count("figure svg:not([aria-label]), .series:not([aria-label])")));
        assertEquals("0", browser.evaluate("performance.getEntriesByType('resource').length"));
        assertEquals("true", browser.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    }

    private String heading() throws Exception {
        return browser.evaluate("document.querySelector('#recall figure:not([hidden]) .wide svg').ariaLabel");
    }

    private static String count(final String selector) {
        return "document.querySelectorAll('" + selector + "').length";
    }
}
