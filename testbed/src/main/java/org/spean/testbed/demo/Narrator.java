package org.spean.testbed.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells a person what happens. On a terminal with colours and a line that changes while something takes time; elsewhere
 * with plain lines.
 */
public final class Narrator {
    private static final int LABEL = 20;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private String label = "";
    private long began;

    Narrator(PrintStream out, boolean terminal, boolean colours) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
    }

    /** Writes to standard output, in colours if that is a terminal and {@code NO_COLOR} is not set. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal, unless another console is chosen
    public static Narrator ofSystem() {
        Console console = System.console();
        boolean terminal = console != null
                && console.isTerminal()
                && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return new Narrator(System.out, terminal, terminal && System.getenv("NO_COLOR") == null);
    }

    public void title(String text) {
        out.println();
        out.println(paint("1", text));
        out.println();
        out.flush();
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void note(String text) {
        line("  " + paint("33", "note") + "  " + text);
    }

    /** Something begins that takes a while. */
    public void begin(String newLabel) {
        label = newLabel;
        began = System.nanoTime();
        if (terminal) {
            out.print("  " + padded(label) + paint("2", "..."));
            out.flush();
        }
    }

    /** What {@link #begin} announced is done. */
    public void done(String detail) {
        erase();
        String time = String.format(Locale.ROOT, "%5.1f s  ", (System.nanoTime() - began) / 1e9);
        line("  " + padded(label) + paint("2", time) + detail);
    }

    /** Says how far something of known length is until it is closed. */
    public Ticking ticking(String what, Duration length) {
        Ticking ticking = new Ticking(what, length);
        ticking.start();
        return ticking;
    }

    /** A detail under an exchange. */
    public void detail(String name, String text) {
        line("      " + paint("2", String.format(Locale.ROOT, "%-9s", name)) + " " + text);
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("1;31", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private void erase() {
        if (terminal) {
            out.print("\r\033[2K");
        }
    }

    private String paint(String code, String text) {
        return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    private static String padded(String text) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s", text);
    }

    /** A line that counts seconds on a terminal. */
    public final class Ticking implements AutoCloseable {
        private final String what;
        private final Duration length;
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final long start = System.nanoTime();

        private Ticking(String what, Duration length) {
            this.what = what;
            this.length = length;
        }

        private void start() {
            if (!terminal) {
                line("  " + what + ", " + length.toSeconds() + " s ...");
                return;
            }
            Thread.ofPlatform().daemon().start(() -> {
                while (running.get()) {
                    erase();
                    out.print("  " + what + ", " + Math.round((System.nanoTime() - start) / 1e9) + " of "
                            + length.toSeconds() + " s");
                    out.flush();
                    LockSupport.parkNanos(500_000_000L);
                }
            });
        }

        @Override
        public void close() {
            running.set(false);
            erase();
        }
    }
}
