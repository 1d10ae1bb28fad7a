package org.spean.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.spean.confclient.ConfigurationClient;
import org.spean.confclient.DownloadException;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.GlobalConfSource;
import org.spean.event.Events;
import org.spean.globalconf.GlobalConf;
import org.spean.globalconf.GlobalConfTree;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "globalconf",
        mixinStandardHelpOptions = true,
        description = "The global configuration of the ecosystem.",
        subcommands = {GlobalConfCommand.Download.class, CommandLine.HelpCommand.class})
final class GlobalConfCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to do with it? Name a command.");
    }

    @Command(
            name = "download",
            mixinStandardHelpOptions = true,
            description = {
                "Asks the sources of the anchor once, verifies what they say and keeps it as the tree that the gateway",
                "reads. May run beside a gateway; what is refused changes nothing."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the tree is what the sources say, downloaded now or before",
                "1:no source gave a configuration that can be used; the tree is as it was",
                "2:wrong arguments or broken configuration"
            })
    static final class Download implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Option(
                names = {"-c", "--config"},
                required = true,
                paramLabel = "FILE",
                description = "gateway configuration (YAML)")
        private Path config;

        @Override
        public Integer call() {
            InstantSource clock = InstantSource.system();
            GlobalConfSource source = GatewayConfig.load(config).globalConfiguration();
            if (source.anchor() == null) {
                throw new ConfigurationException(
                        config, "globalConfiguration.anchor", "missing (the anchor says where to download from)");
            }
            PrintWriter out = spec.commandLine().getOut();
            try (ConfigurationClient client = new ConfigurationClient(new Events(clock), clock)) {
                boolean changed = client.refresh(source).replaced();
                GlobalConf conf = GlobalConfTree.read(source.directory(), clock.instant());
                out.println((changed ? "downloaded: " : "unchanged: ") + String.join(", ", conf.instances())
                        + "; version " + conf.version() + ", expires " + conf.expires());
                out.flush();
                return 0;
            } catch (DownloadException e) {
                spec.commandLine().getErr().println(e.getMessage());
                return 1;
            }
        }
    }
}
