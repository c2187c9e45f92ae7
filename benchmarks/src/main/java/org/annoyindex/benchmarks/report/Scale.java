package org.annoyindex.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis: coordinates of values, and the values to mark. */
interface Scale {
    /**
     * @param value in the unit of the data.
     * @return its coordinate in pixels.
     */
    double at(double value);

    /** @return values to mark, ascending. */
    List<Double> ticks();

    /** A linear axis from zero. */
    record Linear(double most, double from, double to) implements Scale {
        @Override
        public double at(final double value) {
            return from + (to - from) * value / most;
        }

        @Override
        public List<Double> ticks() {
            final double rough = most / 5;
            final double power = Math.pow(10, Math.floor(Math.log10(rough)));
            final double share = rough / power;
            final double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
            final List<Double> ticks = new ArrayList<>();
            for (int i = 0; i * step <= most * 1.0001; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }
    }

    /** A logarithmic axis. */
    record Logarithmic(double least, double most, double from, double to) implements Scale {
        /** Widens the range of the values to 1, 2 or 5 times a power of ten. */
        static Logarithmic around(final double least, final double most, final double from, final double to) {
            double low = Math.pow(10, Math.floor(Math.log10(least)));
            low *= low * 5 <= least ? 5 : low * 2 <= least ? 2 : 1;
            double high = Math.pow(10, Math.ceil(Math.log10(most)));
            high /= high / 5 >= most ? 5 : high / 2 >= most ? 2 : 1;
            return new Logarithmic(low, high > low ? high : low * 10, from, to);
        }

        @Override
        public double at(final double value) {
            return from + (to - from) * Math.log(value / least) / Math.log(most / least);
        }

        @Override
        public List<Double> ticks() {
            final boolean wide = most / least > 2000;
            final List<Double> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(Math.log10(least) + 1e-9); ; power++) {
                for (final double step : new double[] {1, 2, 5}) {
                    final double tick = step * Math.pow(10, power);
                    if (tick > most * 1.0001) {
                        return ticks;
                    }
                    if (tick >= least * 0.9999 && (step == 1 || !wide)) {
                        ticks.add(tick);
                    }
                }
            }
        }
    }

    /**
     * An axis for recall, logarithmic in the share of missed neighbors, so that 0.9 to 0.99 is as long as 0.99 to
     * 0.999. Values beyond the last tick are drawn at it.
     */
    record Recall(double least, double most, double from, double to) implements Scale {
        private static final double[] TICKS = {0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995};

        /** Widens the range of the values to the next ticks; the lowest tick is 0.5. */
        static Recall around(final double least, final double most, final double from, final double to) {
            double low = 0;
            for (final double tick : TICKS) {
                low = tick <= Math.min(least, 0.9) ? tick : low;
            }
            double high = TICKS[TICKS.length - 1];
            for (int i = TICKS.length - 1; i > 0; i--) {
                high = TICKS[i] >= Math.max(most, 0.95) ? TICKS[i] : high;
            }
            return new Recall(Math.max(0.5, low), high, from, to);
        }

        @Override
        public double at(final double value) {
            return from
                    + (to - from) * (missed(Math.min(value, most)) - missed(least)) / (missed(most) - missed(least));
        }

        private static double missed(final double recall) {
            return -Math.log(1 - recall);
        }

        @Override
        public List<Double> ticks() {
            final List<Double> ticks = new ArrayList<>();
            for (final double tick : TICKS) {
                if (tick >= least && tick <= most) {
                    ticks.add(tick);
                }
            }
            return ticks;
        }
    }

    /** Formats a number as briefly as possible: 0.95, 20, 1,000. */
    static String label(final double value) {
        final String text = String.format(Locale.ROOT, "%,.4f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
