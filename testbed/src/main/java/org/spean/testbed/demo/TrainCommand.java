package org.spean.testbed.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.TestbedVersion;
import org.spean.testbed.load.LoadDriver;
import org.spean.testbed.load.LoadPlan;
import org.spean.testbed.load.LoadReport;
import org.spean.testbed.service.SmallAnswer;
import org.spean.testbed.service.SoapMessages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the JVM should know of a gateway before it starts one: {@code spean train} keeps a record of this run. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = TestbedVersion.class,
        description = {
            "Runs a gateway in both roles under load, REST and SOAP, and lets the JVM write down which classes that takes.",
            "`spean run` then starts from that (target/spean.aot) in a fraction of the time. To be repeated",
            "after a build; without it everything works, only slower in its first minutes."
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 16;
    private static final Duration RECORD = Duration.ofMinutes(2);

    @Option(
            names = "--duration",
            defaultValue = "20s",
            description = {
                "Of the load: so long as a provider of REST, half as long as its own client and with SOAP. Default:",
                "${DEFAULT-VALUE}."
            })
    private Duration duration = Duration.ofSeconds(20);

    @Option(
            names = "--directory",
            paramLabel = "FOLDER",
            description =
                    "Where to work; must be new or empty. Default: a folder under testbed/target, removed at the end.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Narrator narrator = new Narrator(System.err, false, false);
        Path home = Path.of(System.getProperty("spean.home", "."));
        WorkFolder folder = WorkFolder.of(
                directory, home.resolve("testbed").resolve("target").resolve("train"));
        boolean good;
        try (RunningPair pair = RunningPair.start(folder.path(), Launcher.words(), Scene.TRAINING, narrator)) {
            // The ministry's gateway in all four corners of an exchange, also between a subsystem of its own and
            // itself.
            good = drive(
                            pair,
                            narrator,
                            "the bank's requests",
                            rest(pair, pair.bankServer().clientUrl(), duration))
                    && drive(
                            pair,
                            narrator,
                            "its own requests",
                            rest(pair, pair.ministryServer().clientUrl(), duration.dividedBy(2)))
                    && drive(pair, narrator, "SOAP", soap(pair, duration.dividedBy(2)));
            System.out.println(pair.ministry().pid()); // whose record the launcher takes
            pair.ministry().stop(RECORD);
        } finally {
            folder.remove();
        }
        return good ? 0 : 1;
    }

    private boolean drive(RunningPair pair, Narrator narrator, String what, LoadPlan plan)
            throws IOException, InterruptedException {
        try (Narrator.Ticking _ = narrator.ticking(what, plan.duration())) {
            LoadReport report = LoadDriver.run(plan.withPids(pair.pids()));
            return report.exchanges() > 0 && report.totalBad() == 0;
        }
    }

    private static LoadPlan rest(RunningPair pair, String url, Duration duration) {
        String client = url.equals(pair.bankServer().clientUrl())
                ? pair.bankSubsystem()
                : pair.ministryServer().subsystem("IDENTITY");
        return LoadPlan.get(
                        URI.create(url + "/r1/" + pair.service("small") + "/persons/100000042"), CONNECTIONS, duration)
                .withHeaders(List.of(Map.entry("X-Road-Client", client)));
    }

    private static LoadPlan soap(RunningPair pair, Duration duration) {
        String request = SoapMessages.request(
                pair.bankSubsystem(),
                pair.service("small/v1"),
                SmallAnswer.SOAP_ID,
                "<ns:personcode>100000042</ns:personcode>");
        return LoadPlan.get(URI.create(pair.bankServer().clientUrl() + "/"), CONNECTIONS, duration)
                .withRequest("POST", request.getBytes(StandardCharsets.UTF_8))
                .withHeaders(
                        List.of(Map.entry("Content-Type", "text/xml; charset=UTF-8"), Map.entry("SOAPAction", "\"\"")));
    }
}
