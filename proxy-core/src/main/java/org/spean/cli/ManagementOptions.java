package org.spean.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.spean.management.ManagementException;
import org.spean.management.ManagementRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of commands that ask the central server for something, and how such a command goes. */
@Command
final class ManagementOptions {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "client port of a running gateway of this server (default: that of the configuration)")
    private @Nullable URI gateway;

    /** What a command asks for, of what there is. */
    interface Asking {
        ManagementRequest of(ManagementDesk desk);
    }

    /** Sends a request through the gateway and prints what became of it. */
    int send(PrintWriter out, Asking asking) throws ManagementException, GeneralSecurityException {
        try (ManagementDesk desk = desk()) {
            ManagementRequest request = asking.of(desk);
            return accepted(out, request.code(), desk.send(request, gateway));
        } catch (ManagementException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    ManagementDesk desk() {
        return new ManagementDesk(config);
    }

    static int accepted(PrintWriter out, String code, String requestId) {
        out.println("accepted: " + code + ", request " + requestId
                + "; in force when the central server has approved it and the global configuration says so");
        out.flush();
        return 0;
    }
}
