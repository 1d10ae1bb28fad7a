package org.spean.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spean.config.ArchiveConfig;
import org.spean.config.ArchiveConfig.PgpFile;
import org.spean.config.ArchiveGrouping;
import org.spean.config.ConfigurationException;
import org.spean.config.GatewayConfig;
import org.spean.config.Secret;
import org.spean.crypto.asic.ArchiveEncryption;
import org.spean.crypto.asic.PgpException;
import org.spean.crypto.asic.PgpKeys;
import org.spean.identifier.ClientId;
import org.spean.messagelog.Evidence;
import org.spean.messagelog.Side;

/**
 * How evidence is archived and removed, as the configuration wants it now. Immutable.
 *
 * @param owner names whose log it is, so that two in one folder do not take each other's files for their own
 * @param enabled whether records are archived without being told to
 * @param interval between two runs
 * @param age of the youngest record that is archived
 * @param maxFileSize bytes of containers after which a file ends
 * @param encryption of groups without one of their own; {@code null}: files are not encrypted
 * @param retention how long records stay in the log
 * @param cleanInterval between two removals
 * @param removeUnarchived whether records go that were not archived
 */
public record ArchiveSettings(
        String owner,
        boolean enabled,
        Path directory,
        Duration interval,
        Duration age,
        long maxFileSize,
        ArchiveGrouping grouping,
        @Nullable ArchiveEncryption encryption,
        Map<String, ArchiveEncryption> groupEncryption,
        Duration retention,
        Duration cleanInterval,
        boolean removeUnarchived) {

    /**
     * What a configuration says.
     *
     * @throws ConfigurationException when an OpenPGP key cannot be used
     */
    public static ArchiveSettings of(GatewayConfig config, InstantSource clock) {
        ArchiveConfig archive = config.archive();
        ArchiveConfig.Encryption encryption = archive.encryption();
        Map<String, ArchiveEncryption> groups = new HashMap<>();
        ArchiveEncryption usual = null;
        if (encryption != null) {
            usual = encryption(config, "archive.encryption.keys", encryption.keys(), encryption, clock);
            for (Map.Entry<ClientId, List<PgpFile>> group : encryption.groups().entrySet()) {
                groups.put(
                        group.getKey().toString(),
                        encryption(
                                config,
                                "archive.encryption.groups " + group.getKey(),
                                group.getValue(),
                                encryption,
                                clock));
            }
        }
        return new ArchiveSettings(
                config.instanceServer().toString(),
                archive.enabled(),
                archive.directory(),
                archive.interval(),
                archive.age(),
                archive.maxFileSize(),
                archive.grouping(),
                usual,
                Map.copyOf(groups),
                archive.retention(),
                archive.cleanInterval(),
                archive.removeUnarchived());
    }

    private static ArchiveEncryption encryption(
            GatewayConfig config,
            String key,
            List<PgpFile> recipients,
            ArchiveConfig.Encryption encryption,
            InstantSource clock) {
        Secret secret = encryption.passphrase();
        char[] passphrase = secret == null ? new char[0] : secret.reveal();
        try {
            return ArchiveEncryption.to(
                    PgpKeys.parse(recipients.stream().map(PgpFile::content).toList()),
                    PgpKeys.parse(List.of(encryption.signingKey().content())),
                    passphrase,
                    clock);
        } catch (PgpException e) {
            throw new ConfigurationException(config.file(), key, String.valueOf(e.getMessage()), e);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** The group of a record, as the log names it: our member or subsystem in the exchange; empty without grouping. */
    String groupOf(Evidence record) {
        ClientId ours = record.side() == Side.CONSUMER
                ? record.client()
                : record.service().provider();
        return switch (grouping) {
            case NONE -> "";
            case MEMBER -> ours.member().toString();
            case SUBSYSTEM -> ours.toString();
        };
    }

    /** How the files of a group are encrypted; {@code null}: they are not. */
    @Nullable
    ArchiveEncryption encryptionOf(String group) {
        return groupEncryption.getOrDefault(group, encryption);
    }
}
