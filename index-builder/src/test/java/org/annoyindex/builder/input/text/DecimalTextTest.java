package org.annoyindex.builder.input.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class DecimalTextTest {
    private static final long SEED = 20_240_604;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0.0",
                "0e9",
                "-0e-9",
                "1",
                "1.",
                ".5",
                "-.5",
                "+7",
                "007",
                "0.1",
                "-0.123456",
                "1e5",
                "1E5",
                "1e+5",
                "1e-5",
                "1.5e-7",
                "3.4028235e38",
                "3.4028236e38",
                "1e39",
                "-1e39",
                "1.4e-45",
                "7e-46",
                "1e-400",
                "1e400",
                "1e99999999999",
                "1e-99999999999",
                "16777217",
                "16777219",
                "33554433",
                "0.000000000000000000000000000000000000000000001401298464324817",
                "123456789012345678901234567890",
                "123456789012345678901234567890e-30",
                "999999999999999999",
                "1000000000000000000",
                "99999999999999999999e-22",
                "1.00000005960464477539062",
                "1.00000005960464477539062500",
                "1.000000059604644775390625000000000000000000000000000000000001",
                "0.1000000000000000055511151231257827021181583404541015625",
            })
    void parsesAsTheLibraryDoes(final String text) {
        assertSame(text);
        assertTrue(DecimalText.isNumber(text));
        assertTrue(DecimalText.isDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "-.",
                "e5",
                "1e",
                "1e+",
                "1e5.0",
                "--1",
                "+-1",
                "1.2.3",
                "1,5",
                "1f",
                "1d",
                "0x1p3",
                "1 ",
                " 1",
                "one",
                "\u0661",
                "1_000",
                "na",
                "NA",
                "infinite",
                "infinityx",
                "nanx",
                "- 1",
                "1-",
                "e"
            })
    void refusesWhatIsNoNumber(final String text) {
        assertTrue(Float.isNaN(parse(text)));
        assertFalse(DecimalText.isNumber(text));
        assertFalse(DecimalText.isDecimal(text));
    }

    @Test
    void knowsTheWordsForWhatIsNotFinite() {
        for (final String word : new String[] {"nan", "NaN", "-NAN", "+nan"}) {
            assertTrue(Float.isNaN(parse(word)));
            assertTrue(DecimalText.isNumber(word));
            assertFalse(DecimalText.isDecimal(word));
        }
        for (final String word : new String[] {"inf", "Infinity", "+INF", "-inf", "-Infinity"}) {
            assertEquals(word.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY, parse(word));
            assertTrue(DecimalText.isNumber(word));
            assertFalse(DecimalText.isDecimal(word));
        }
    }

    @Test
    void tellsWholeNumbersFromOthers() {
        for (final String text : new String[] {"0", "12", "-3", "+4"}) {
            assertTrue(DecimalText.isWhole(DecimalText.bytes(text), 0, text.length()), text);
        }
        for (final String text : new String[] {"", "-", "1.0", "1e3", "x", "1x", "nan"}) {
            assertFalse(DecimalText.isWhole(DecimalText.bytes(text), 0, text.length()), text);
        }
    }

    @Test
    void parsesOnlyTheRangeGiven() {
        assertEquals(23f, DecimalText.parse(DecimalText.bytes("1234"), 1, 3));
    }

    @Test
    void parsesEveryKindOfRandomDecimalAsTheLibraryDoes() {
        final Random random = new Random(SEED);
        for (int i = 0; i < 500_000; i++) {
            final StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
            appendDigits(text, random, random.nextInt(8) == 0 ? random.nextInt(25) : random.nextInt(3));
            text.append('.');
            appendDigits(text, random, 1 + (random.nextInt(8) == 0 ? random.nextInt(40) : random.nextInt(9)));
            if (random.nextInt(4) == 0) {
                text.append('e').append(random.nextInt(100) - 50);
            }
            assertSame(text.toString());
        }
    }

    @Test
    void parsesFloatsAndDoublesAsTheyAreUsuallyPrinted() {
        final Random random = new Random(SEED + 1);
        for (int i = 0; i < 200_000; i++) {
            final float any = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(any)) {
                assertSame(Float.toString(any));
            }
            assertSame(Double.toString(random.nextGaussian()));
            assertSame(Float.toString((float) random.nextGaussian()));
            assertSame(String.format(Locale.ROOT, "%.6f", random.nextGaussian()));
            assertSame(String.format(Locale.ROOT, "%.8e", random.nextGaussian() * 1e-3));
        }
    }

    /** Where the short cut would go wrong if its margin were wrong: at and next to the middle between two floats. */
    @Test
    void parsesNumbersNextToTheMiddleOfTwoFloatsAsTheLibraryDoes() {
        final Random random = new Random(SEED + 2);
        for (int i = 0; i < 100_000; i++) {
            final float low = Math.abs(Float.intBitsToFloat(random.nextInt()));
            if (!(low < 1e30f && low > 1e-30f)) {
                continue;
            }
            final BigDecimal middle =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(new BigDecimal(2));
            assertSame(middle.toPlainString());
            for (int digits = 7; digits <= 22; digits++) {
                final BigDecimal near = middle.round(new MathContext(digits));
                assertSame(near.toString());
                assertSame(near.add(near.ulp()).toString());
                assertSame(near.subtract(near.ulp()).toString());
            }
        }
    }

    private static void appendDigits(final StringBuilder text, final Random random, final int count) {
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
    }

    private static void assertSame(final String text) {
        final float expected = Float.parseFloat(text);
        final float parsed = parse(text);
        if (Float.floatToRawIntBits(expected) != Float.floatToRawIntBits(parsed)) {
            fail(text + " was parsed as " + parsed + ", expected " + expected + " (seed " + SEED + ")");
        }
    }

    private static float parse(final String text) {
        final byte[] bytes = DecimalText.bytes(text);
        return DecimalText.parse(bytes, 0, bytes.length);
    }
}
