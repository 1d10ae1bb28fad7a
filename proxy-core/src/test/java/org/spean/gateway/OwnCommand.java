package org.spean.gateway;

import java.util.List;
import org.spean.cli.SpeanCommand;

/** The command line of Spean from the classes under test, in processes of their own. */
final class OwnCommand {

    private OwnCommand() {}

    /** The words before {@code run} and others. */
    static List<String> words() {
        return List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SpeanCommand.class.getName());
    }
}
