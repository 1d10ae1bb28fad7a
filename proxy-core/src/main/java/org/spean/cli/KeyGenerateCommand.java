package org.spean.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spean.config.GatewayConfig;
import org.spean.crypto.key.KeyFileException;
import org.spean.crypto.key.KeyKind;
import org.spean.crypto.key.KeyUse;
import org.spean.identifier.IdentifierException;
import org.spean.identifier.MemberId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a key in keys.store or in a token and prints its id. It is of no use until 'import-cert' has given it a",
            "certificate."
        })
final class KeyGenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--use", required = true, paramLabel = "USE", description = "signing or authentication")
    private String use;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "rsa-2048",
            description = "rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384 (default: rsa-2048)")
    private String algorithm;

    @Option(
            names = "--member",
            paramLabel = "ID",
            description = "whom a signing key is for: instance/class/code (default: the server's owner)")
    private @Nullable String member;

    @Option(names = "--label", paramLabel = "TEXT", description = "what to call it")
    private @Nullable String label;

    @Option(
            names = "--home",
            paramLabel = "SETTING",
            defaultValue = "keys.store",
            description = "where: keys.store, or a token as in keys.pkcs11[0] (default: keys.store)")
    private String home;

    @Override
    public Integer call() throws KeyFileException {
        try (KeyDesk desk = new KeyDesk(config)) {
            KeyUse purpose = named(() -> KeyUse.named(use), "--use");
            KeyKind kind = named(() -> KeyKind.named(algorithm), "--algorithm");
            if (purpose == KeyUse.AUTHENTICATION && member != null) {
                throw new RefusedException("--member: an authentication key is the server's (expected: no member)");
            }
            String id = desk.home(home)
                    .generate(purpose, kind, purpose == KeyUse.SIGNING ? member(desk.config()) : null, label);
            spec.commandLine().getOut().println(id);
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private MemberId member(GatewayConfig gateway) {
        MemberId owner = gateway.instanceServer().owner();
        if (member == null) {
            return owner;
        }
        try {
            MemberId given = MemberId.parse(member);
            if (!given.instance().equals(owner.instance())) {
                throw new RefusedException("--member: " + given + " is of another instance than this server");
            }
            return given;
        } catch (IdentifierException e) {
            throw new RefusedException("--member: " + e.getMessage(), e);
        }
    }

    private static <T> T named(Supplier<T> value, String option) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(option + ": " + e.getMessage(), e);
        }
    }
}
