package org.spean.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.key.KeyConf;
import org.spean.crypto.key.KeyUse;

/**
 * Carries over hardware tokens with signing keys: {@code devices.ini} names the PKCS#11 library of their type,
 * {@code keyconf.xml} their label. Their PINs are nowhere in X-Road's files. Tokens whose library or label is not known are
 * left to the operator.
 */
final class HardwareTokens {
    private final SystemParameters parameters;
    private final XRoadFolder folder;
    private final ConfigTree config;
    private final ImportReport report;

    HardwareTokens(SystemParameters parameters, XRoadFolder folder, ConfigTree config, ImportReport report) {
        this.parameters = parameters;
        this.folder = folder;
        this.config = config;
        this.report = report;
    }

    static String name(KeyConf.Device token) {
        return token.type() + " " + token.id();
    }

    void map(List<KeyConf.Device> tokens) {
        Path file = folder.resolve(parameters.take("signer.device-configuration-file", "/etc/xroad/devices.ini"));
        List<KeyConf.Device> used = tokens.stream()
                .filter(token -> !token.software() && token.keys().stream().anyMatch(HardwareTokens::signs))
                .toList();
        if (used.isEmpty()) {
            return;
        }
        Map<String, String> modules = Files.exists(file) ? IniFile.read(file) : Map.of();
        int number = 0;
        for (KeyConf.Device token : used) {
            String library = modules.getOrDefault(token.type() + ".library", "");
            String slot = slot(token, used, modules.getOrDefault(token.type() + ".slot_ids", ""));
            if (!library.startsWith("/")) {
                leave(token, folder.name(file) + " names no library of that type");
            } else if (token.label().isEmpty() && slot == null) {
                leave(token, "its library is " + library + ", but its label and slot are unknown");
            } else {
                add(token, library, slot, "SPEAN_TOKEN_PIN" + (++number == 1 ? "" : "_" + number));
            }
        }
    }

    private void add(KeyConf.Device token, String library, @Nullable String slot, String variable) {
        ObjectNode node = config.add("keys.pkcs11").put("library", library);
        if (token.label().isEmpty()) {
            node.put("slot", Long.parseLong(String.valueOf(slot)));
        } else {
            node.put("tokenLabel", token.label());
        }
        node.put("pinEnv", variable);
        report.toDo(
                "signer/keyconf.xml",
                "set the environment variable " + variable + " to the PIN of the hardware token " + name(token),
                "X-Road asks for it at every start");
    }

    private void leave(KeyConf.Device token, String reason) {
        report.toDo("signer/keyconf.xml", "name the hardware token " + name(token) + " under keys.pkcs11", reason);
    }

    /** The slot, if the module has one only and no other token of it has keys. */
    private static @Nullable String slot(KeyConf.Device token, List<KeyConf.Device> used, String slots) {
        List<String> ids = Stream.of(slots.split(",", -1)).map(String::strip).toList();
        boolean only =
                used.stream().filter(other -> other.type().equals(token.type())).count() == 1;
        return only && ids.size() == 1 && ids.getFirst().matches("\\d{1,9}") ? ids.getFirst() : null;
    }

    private static boolean signs(KeyConf.Key key) {
        return key.use() != KeyUse.AUTHENTICATION && key.certificates().stream().anyMatch(KeyConf.Certificate::usable);
    }
}
