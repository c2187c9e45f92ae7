package org.annoyindex.core;

public final class Probe {
    private Probe() {}

    public static void main(final String[] args) {
        System.out.println(args.length);
    }
}
