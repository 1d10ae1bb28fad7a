package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.spean.config.GatewayConfig;
import org.spean.evidence.EvidenceHomes;
import org.spean.gateway.Stamper;
import org.spean.messagelog.kafka.EvidenceConsumer;
import org.spean.messagelog.postgres.SharedEvidence;
import org.spean.timestamp.StampStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = {
            "Moves records from the Kafka topic (messageLog.kafka) to PostgreSQL (messageLog.postgresql), once each, however",
            "often it is interrupted, and time-stamps them there as a gateway does (timestamping). Runs until it is stopped; one",
            "at a time per topic. Of several that time-stamp one database, one at a time does. Encrypted records are stored as",
            "they are: no key is needed here."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stored what the topic held, and time-stamped it (--until-end); or stopped",
            "1:cannot go on: the reason is printed, nothing is lost from the topic",
            "2:wrong arguments or broken configuration"
        })
final class EvidenceConsumeCommand implements Callable<Integer> {

    private static final int END_SECONDS = 15;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--until-end", description = "end when what the topic holds now is stored and time-stamped")
    private boolean untilEnd;

    @Option(names = "--no-stamp", description = "only store: gateways that share the database time-stamp")
    private boolean noStamp;

    @Override
    public Integer call() {
        GatewayConfig read = GatewayConfig.load(config);
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch ended = new CountDownLatch(1);
        try (EvidenceConsumer consumer =
                        EvidenceConsumer.open(EvidenceHomes.kafka(read), EvidenceHomes.postgresql(read));
                SharedEvidence evidence = new SharedEvidence(EvidenceHomes.postgresql(read), Optional::empty);
                Stamper stamper =
                        noStamp ? null : Stamper.open(config, new LentEvidence(evidence), InstantSource.system())) {
            Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(consumer, ended));
            Runtime.getRuntime().addShutdownHook(hook);
            if (stamper != null && !untilEnd) {
                stamper.start();
            }
            out.println("consuming " + EvidenceHomes.kafka(read));
            out.flush();
            consumer.run(untilEnd);
            StampStatus stamped = stamper == null || !untilEnd ? null : stamper.run();
            out.println(consumer.stored() + " records stored"
                    + (stamper == null ? "" : ", " + stamper.documents() + " signature documents time-stamped"));
            out.flush();
            if (stamped != null && stamped.failure() != null) {
                throw new RefusedException("stored, but not time-stamped: " + stamped.failure());
            }
            return 0;
        } catch (IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        } finally {
            ended.countDown();
        }
    }

    /** Lets the batch under way end, and what is open be closed. */
    private static void stop(EvidenceConsumer consumer, CountDownLatch ended) {
        consumer.stop();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("a batch has not ended; it is stored by the next run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
