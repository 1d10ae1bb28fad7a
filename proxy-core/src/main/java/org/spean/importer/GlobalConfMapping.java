package org.spean.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.spean.globalconf.ConfigurationAnchor;
import org.spean.importer.SystemParameters.Parameter;

/** Carries over where the global configuration comes from. Its tree is copied, since X-Road's own is not written to. */
final class GlobalConfMapping {
    private static final String INTERVAL = "configuration-client.update-interval";

    private final SystemParameters parameters;
    private final XRoadFolder folder;
    private final ConfigTree config;
    private final OutputFiles files;
    private final ImportReport report;

    GlobalConfMapping(
            SystemParameters parameters,
            XRoadFolder folder,
            ConfigTree config,
            OutputFiles files,
            ImportReport report) {
        this.parameters = parameters;
        this.folder = folder;
        this.config = config;
        this.files = files;
        this.report = report;
    }

    /** The tree that X-Road has downloaded last, or null if there is none. */
    @Nullable
    Path map() {
        Path tree = folder.resolve(parameters.take("common.configuration-path", "/etc/xroad/globalconf"));
        boolean there = Files.isRegularFile(tree.resolve("instance-identifier"));
        Path anchor = folder.resolve(
                parameters.take("proxy.configuration-anchor-file", "/etc/xroad/configuration-anchor.xml"));
        if (Files.exists(anchor)) {
            ConfigurationAnchor.read(anchor); // whatever is wrong with it stops the import
            config.set("globalConfiguration.anchor", anchor.toString());
            config.set("globalConfiguration.directory", files.addTree(there ? tree : null));
            client();
        } else if (there) {
            config.set("globalConfiguration.directory", tree.toString());
            report.toDo(
                    folder.name(anchor),
                    "let something refresh " + tree,
                    "there is no configuration anchor to download it by");
        } else {
            throw new ImportException(
                    folder.root(),
                    "neither " + folder.name(anchor) + " nor a global configuration in " + folder.name(tree)
                            + " (expected: /etc/xroad of a security server)");
        }
        return there ? tree : null;
    }

    private void client() {
        Parameter interval = parameters.take(INTERVAL);
        if (interval != null && !interval.value().equals("60")) {
            if (!interval.value().matches("\\d{1,7}")) {
                throw new ImportException(
                        interval.file(), INTERVAL + ": '" + interval.value() + "' (expected: a number of seconds)");
            }
            Duration seconds = Duration.ofSeconds(Math.clamp(Long.parseLong(interval.value()), 1, 3600));
            config.set("globalConfiguration.refreshInterval", seconds.toSeconds() + "s");
        }
        Parameter federations = parameters.take("configuration-client.allowed-federations");
        if (federations != null) {
            federation(federations);
        }
        Parameter verify = parameters.take("configuration-client.global_conf_tls_cert_verification");
        Parameter hostname = parameters.take("configuration-client.global_conf_hostname_verification");
        if (off(verify)) {
            config.set("globalConfiguration.tls.verify", false);
        } else if (hostname != null && off(hostname)) {
            report.left(
                    folder.name(hostname.file()),
                    hostname.toString(),
                    "certificate and host name of a source can only be checked together");
        }
    }

    private void federation(Parameter parameter) {
        List<String> names =
                parameter.list().stream().filter(name -> !name.isEmpty()).toList();
        List<String> words =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        if (names.isEmpty() || words.contains("none")) {
            return;
        }
        config.set("globalConfiguration.federation", words.contains("all") ? List.of("all") : names);
    }

    private static boolean off(@Nullable Parameter parameter) {
        return parameter != null && parameter.value().equals("false");
    }
}
