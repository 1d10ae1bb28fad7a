package org.spean.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.ContainerPart;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.asic.LinkReport;
import org.spean.crypto.asic.PgpException;
import org.spean.crypto.asic.PgpKeys;
import org.spean.globalconf.GlobalConf;
import org.spean.verify.EvidenceVerification;
import org.spean.verify.JsonOutput;
import org.spean.verify.Tally;
import org.spean.verify.TextOutput;
import org.spean.verify.VerificationConf;
import org.spean.verify.VerificationOptions;
import org.spean.verify.VerificationOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verifies evidence offline: containers (.asice), archives (.zip, .zip.gpg) and downloads from /asic, of Spean",
            "and of X-Road servers. Says who signed what and when; of what does not hold, which part and why."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all hold",
            "1:some do not hold",
            "2:cannot be told: wrong arguments, or a file that is no evidence or cannot be read"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  spean verify --conf verificationconf.zip request.asice response.asice",
            "  spean verify --conf globalconf -x out mlog-…-a9de6e299e8cfd3d.zip -f",
            "  spean verify --conf globalconf --message request.txt metadata-only.asice"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int CANNOT_BE_TOLD = 2;
    private static final int MAX_SECRET = 4096;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "containers and archives, these oldest first")
    private List<Path> files;

    @Option(
            names = {"-c", "--conf"},
            required = true,
            paramLabel = "DIR|ZIP",
            description = "global configuration to verify with: a folder, or the ZIP file of /verificationconf")
    private Path conf;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(
            names = {"-x", "--extract"},
            paramLabel = "DIR",
            description = {
                "also write what the containers hold into this folder, good or bad; of several, each into a folder",
                "of its name; existing files stay as they are"
            })
    private @Nullable Path extract;

    @Option(
            names = "--message",
            paramLabel = "FILE",
            description = "message part that somebody else kept, to be proven by a container without it")
    private @Nullable Path message;

    @Option(
            names = "--attachment",
            paramLabel = "FILE",
            description = "attachment (of REST: the body) that somebody else kept; repeat in order")
    private List<Path> attachments = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "OpenPGP key file: secret keys open encrypted archives, public ones verify who signed them")
    private List<Path> keys = List.of();

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "holds the passphrase of the secret keys")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--previous",
            paramLabel = "DIGEST",
            description = "last digest of the archive before the first FILE, which must follow it")
    private @Nullable String previous;

    @Option(
            names = {"-f", "--first"},
            description = "the first FILE must be the first archive of its group")
    private boolean first;

    @Override
    public Integer call() {
        if (first && previous != null) {
            throw new ParameterException(spec.commandLine(), "--first and --previous exclude each other");
        }
        if ((message != null || !attachments.isEmpty()) && files.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--message and --attachment are about one FILE");
        }
        VerificationOptions options;
        try {
            options = new VerificationOptions(decryption(), kept(), first ? LinkReport.FIRST : previous, extract);
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println(e instanceof PgpException ? e.getMessage() : "cannot be read: " + e.getMessage());
            return CANNOT_BE_TOLD;
        }
        GlobalConf read = VerificationConf.read(conf);
        PrintWriter out = spec.commandLine().getOut();
        Tally tally;
        if (json) {
            JsonOutput output = new JsonOutput(out);
            tally = verify(read, options, output);
            output.end(tally);
        } else {
            TextOutput output = new TextOutput(out);
            tally = verify(read, options, output);
            output.end(tally);
        }
        out.flush();
        return tally.exitCode();
    }

    private Tally verify(GlobalConf read, VerificationOptions options, VerificationOutput output) {
        try (EvidenceVerification verification = new EvidenceVerification(read, options, output)) {
            return verification.verify(files);
        }
    }

    private KeptElsewhere kept() throws IOException {
        List<ContainerPart> parts = new ArrayList<>();
        for (Path attachment : attachments) {
            parts.add(part(attachment));
        }
        return new KeptElsewhere(message == null ? null : part(message), parts);
    }

    private static ContainerPart part(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException(file.toString());
        }
        return () -> Files.newInputStream(file);
    }

    private @Nullable ArchiveDecryption decryption() throws IOException {
        if (keys.isEmpty()) {
            return null;
        }
        List<byte[]> content = new ArrayList<>();
        for (Path key : keys) {
            content.add(Files.readAllBytes(key));
        }
        return new ArchiveDecryption(PgpKeys.parse(content), passphrase());
    }

    private char[] passphrase() throws IOException {
        if (passphraseFile == null) {
            return new char[0];
        }
        if (Files.size(passphraseFile) > MAX_SECRET) {
            throw new IOException(passphraseFile + ": longer than a passphrase");
        }
        return Files.readString(passphraseFile, StandardCharsets.UTF_8)
                .stripTrailing()
                .toCharArray();
    }
}
