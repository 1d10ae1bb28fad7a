package org.spean.cli;

import java.io.PrintWriter;
import java.util.List;

/** Runs commands for tests of other packages. */
public final class Commands {
    private Commands() {}

    /** The exit code. */
    public static int run(PrintWriter out, List<String> words) {
        return SpeanCommand.commandLine().setOut(out).setErr(out).execute(words.toArray(String[]::new));
    }
}
