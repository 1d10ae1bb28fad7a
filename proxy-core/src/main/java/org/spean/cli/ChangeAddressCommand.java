package org.spean.cli;

import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import org.spean.management.ManagementException;
import org.spean.management.ManagementRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "change-address",
        mixinStandardHelpOptions = true,
        description =
                "Tells the central server where others are to reach this security server, through the running gateway.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:accepted", "1:refused, or no answer", "2:wrong arguments or broken configuration"})
final class ChangeAddressCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ManagementOptions options;

    @Parameters(paramLabel = "HOST", description = "DNS name or IP address")
    private String address;

    @Override
    public Integer call() throws ManagementException, GeneralSecurityException {
        return options.send(
                spec.commandLine().getOut(), desk -> new ManagementRequest.AddressChange(desk.owner(), address));
    }
}
