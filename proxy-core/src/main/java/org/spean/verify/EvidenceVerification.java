package org.spean.verify;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.Archive;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.Container;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.ContainerVerifier;
import org.spean.crypto.asic.EvidenceFile;
import org.spean.crypto.asic.EvidencePart;
import org.spean.crypto.asic.EvidenceTrust;
import org.spean.crypto.asic.KeptElsewhere;
import org.spean.crypto.asic.LinkReport;
import org.spean.crypto.asic.PgpException;
import org.spean.crypto.asic.ZipDeviationException;
import org.spean.crypto.timestamp.TimeStampAuthorities;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.VerifierSettings;
import org.spean.globalconf.GlobalConf;

/** Verifies files of evidence one after the other. Used by one thread. */
public final class EvidenceVerification implements AutoCloseable {
    private static final long MAX_ARCHIVE = 0xFFFFFFFEL;
    private static final String SUFFIX = ".asice";

    private final SignatureVerifier signatures = new SignatureVerifier(VerifierSettings.DEFAULT);
    private final ContainerVerifier verifier;
    private final Signers signers;
    private final VerificationOptions options;
    private final VerificationOutput output;
    private final Tally tally = new Tally();
    private final Map<String, String> digests = new HashMap<>();
    private boolean begun;

    /** A verification by one state of the global configuration. */
    public EvidenceVerification(GlobalConf conf, VerificationOptions options, VerificationOutput output) {
        this.options = options;
        this.output = output;
        this.signers = new Signers(conf);
        this.verifier = new ContainerVerifier(
                signatures,
                new EvidenceTrust(conf.anchors(0), TimeStampAuthorities.of(conf.timeStampingCertificates())));
    }

    /** Verifies these files, in this order: an archive that follows another of them is held against that. */
    public Tally verify(List<Path> files) {
        boolean alone = files.size() == 1;
        for (Path file : files) {
            try {
                verify(file, alone);
            } catch (NoSuchFileException e) {
                unreadable(file, "there is no such file");
            } catch (FileAlreadyExistsException e) {
                unreadable(file, "cannot be extracted: " + e.getMessage() + " is there already");
            } catch (ZipDeviationException | PgpException e) {
                unreadable(file, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                unreadable(file, "cannot be read: " + e);
            }
        }
        return tally;
    }

    private void unreadable(Path file, String reason) {
        tally.unreadable();
        output.unreadable(file.toString(), reason);
    }

    private void verify(Path file, boolean alone) throws IOException {
        if (!encrypted(file)) {
            open(file, file, alone, null);
            return;
        }
        if (options.decryption() == null) {
            unreadable(file, "is encrypted, and no key was given");
            return;
        }
        Path clear = Files.createTempFile("spean-", ".zip");
        try {
            ArchiveDecryption.Signature signature;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                    OutputStream out = Files.newOutputStream(clear)) {
                signature = options.decryption().decrypt(in, out, MAX_ARCHIVE);
            }
            open(file, clear, alone, signature);
        } finally {
            Files.delete(clear);
        }
    }

    /** ZIP files begin with {@code PK}; OpenPGP messages with a byte of the upper half, or with dashes when armoured. */
    private static boolean encrypted(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            return first >= 0x80 || first == '-';
        }
    }

    private void open(Path file, Path clear, boolean alone, ArchiveDecryption.@Nullable Signature signature)
            throws IOException {
        EvidenceFile opened;
        try {
            opened = EvidenceFile.open(clear);
        } catch (ZipDeviationException e) {
            if (e.unreadable()) {
                throw e;
            }
            deviates(file.toString(), null, e);
            return;
        }
        try (opened) {
            switch (opened) {
                case Container container ->
                    container(file.toString(), null, container, alone ? options.extractTo() : below(name(file)));
                case Archive archive -> archive(file, archive, signature);
            }
        }
    }

    private void archive(Path file, Archive archive, ArchiveDecryption.@Nullable Signature signature)
            throws IOException {
        output.archive(file.toString(), signature);
        for (String name : archive.containers()) {
            try (Container container = archive.container(name)) {
                container(file.toString(), name, container, below(name));
            } catch (ZipDeviationException e) {
                deviates(file.toString(), name, e);
            }
        }
        LinkReport link = archive.link(name(file), previous(archive, name(file)));
        if (link != null) {
            if (!link.holds()) {
                tally.count(false);
            } else {
                digests.put(name(file), link.digest());
            }
        }
        if (signature != null && Boolean.FALSE.equals(signature.good())) {
            tally.count(false);
        }
        begun = true;
        output.archiveEnd(file.toString(), link);
    }

    /** What the chain must begin with: as told for the first archive, then by the archive that it says it follows. */
    private @Nullable String previous(Archive archive, String name) throws IOException {
        if (!begun && options.previous() != null) {
            return options.previous();
        }
        LinkReport says = archive.link(name, null);
        return says == null ? null : digests.get(says.previousFile());
    }

    private void deviates(String file, @Nullable String inside, ZipDeviationException e) {
        tally.count(false);
        ContainerReport report = ContainerReport.unreadable(String.valueOf(e.getMessage()));
        output.container(new ContainerResult(file, inside, report, null, null, null));
    }

    private void container(String file, @Nullable String inside, Container container, @Nullable Path extractTo)
            throws IOException {
        KeptElsewhere kept = options.kept();
        ContainerReport report = verifier.verify(container, kept);
        MessageFacts facts = signers.told(facts(container, kept, report), report);
        signers.judge(facts, report);
        tally.count(report.holds());
        output.container(signers.result(file, inside, report, facts));
        if (extractTo != null) {
            container.extract(extractTo);
        }
    }

    private static @Nullable MessageFacts facts(Container container, KeptElsewhere kept, ContainerReport report)
            throws IOException {
        if (report.failures().containsKey(EvidencePart.CONTAINER)) {
            return null;
        }
        if (kept.message() == null) {
            return MessageFacts.of(container.message());
        }
        try (InputStream in = kept.message().open()) {
            return MessageFacts.of(in.readAllBytes());
        }
    }

    private @Nullable Path below(String name) {
        Path folder = options.extractTo();
        return folder == null
                ? null
                : folder.resolve(
                        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name + ".d");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public void close() {
        signatures.close();
    }
}
