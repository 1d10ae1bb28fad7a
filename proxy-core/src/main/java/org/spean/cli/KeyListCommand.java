package org.spean.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists all keys with their certificates, in every home that the configuration names.")
final class KeyListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "gateway configuration (YAML)")
    private Path config;

    @Option(names = "--json", description = "print one JSON array")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        try (KeyDesk desk = new KeyDesk(config)) {
            Instant now = InstantSource.system().instant();
            if (json) {
                ObjectMapper mapper = new ObjectMapper();
                ArrayNode array = mapper.createArrayNode();
                desk.keys().forEach(key -> fill(array.addObject(), desk, key, now));
                out.println(mapper.writeValueAsString(array));
            } else {
                desk.keys().forEach(key -> print(out, desk, key, now));
            }
            out.flush();
            desk.failures()
                    .forEach((setting, reason) -> spec.commandLine().getErr().println(setting + ": " + reason));
            return desk.failures().isEmpty() ? 0 : 1;
        }
    }

    private static void fill(ObjectNode to, KeyDesk desk, StoredKey key, Instant now) {
        to.put("id", key.id());
        to.put("setting", desk.setting(key));
        to.put("home", key.home());
        KeyUse use = key.purpose();
        to.put("use", use == null ? null : use.text());
        to.put("algorithm", algorithm(key.publicKey()));
        to.put("label", key.label());
        to.put("member", key.member() == null ? null : key.member().toString());
        to.put("active", key.active());
        to.put("state", state(key, now));
        if (!key.chain().isEmpty()) {
            X509Certificate certificate = key.chain().getFirst();
            to.put("subject", DistinguishedNames.text(certificate.getSubjectX500Principal()));
            to.put("issuer", DistinguishedNames.text(certificate.getIssuerX500Principal()));
            to.put("serialNumber", certificate.getSerialNumber().toString());
            to.put("notBefore", certificate.getNotBefore().toInstant().toString());
            to.put("notAfter", certificate.getNotAfter().toInstant().toString());
        }
    }

    private static void print(PrintWriter out, KeyDesk desk, StoredKey key, Instant now) {
        KeyUse use = key.purpose();
        out.println(key.id());
        out.println("  in            " + desk.setting(key) + ", " + key.home());
        out.println("  use           " + (use == null ? "not known yet" : use.text())
                + (key.member() == null ? "" : " for " + key.member()));
        out.println("  algorithm     " + algorithm(key.publicKey()));
        if (key.label() != null) {
            out.println("  label         " + key.label());
        }
        out.println("  state         " + state(key, now));
        if (!key.chain().isEmpty()) {
            X509Certificate certificate = key.chain().getFirst();
            out.println("  certificate   " + DistinguishedNames.text(certificate.getSubjectX500Principal()));
            out.println("  valid         " + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant());
        }
    }

    private static String algorithm(@Nullable PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECKey ec -> "EC P-" + ec.getParams().getOrder().bitLength();
            case null, default -> "not known";
        };
    }

    private static String state(StoredKey key, Instant now) {
        if (key.chain().isEmpty()) {
            return "waits for a certificate";
        } else if (!key.active()) {
            return "inactive";
        } else if (key.obstacle() != null) {
            return "not usable: " + key.obstacle();
        } else if (!now.isBefore(key.chain().getFirst().getNotAfter().toInstant())) {
            return "expired";
        }
        return "active";
    }
}
