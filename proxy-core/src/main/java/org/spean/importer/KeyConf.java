package org.spean.importer;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.certificate.Certificates;
import org.spean.crypto.certificate.MalformedCertificateException;

/**
 * What {@code keyconf.xml} says of an X-Road server's keys, as far as a report needs it.
 *
 * @param keys of all tokens
 */
record KeyConf(List<Key> keys) {

    /**
     * A key.
     *
     * @param tokenType {@code softToken} or the name of a hardware module
     * @param token its token
     * @param id of the key
     * @param usage {@code AUTHENTICATION}, {@code SIGNING} or absent
     * @param certificates all of them
     */
    record Key(
            String tokenType,
            String token,
            String id,
            @Nullable String usage,
            List<Cert> certificates) {
        boolean software() {
            return tokenType.equals("softToken");
        }

        @Override
        public String toString() {
            return (usage == null ? "" : usage.toLowerCase(java.util.Locale.ROOT) + " ") + "key " + id;
        }
    }

    /** A certificate of a key; {@code der} is absent if it cannot be read. */
    record Cert(boolean active, String status, @Nullable X509Certificate certificate) {
        boolean usable() {
            return active && status.equals("registered") && certificate != null;
        }
    }

    static KeyConf read(Path file) {
        Reader reader = new Reader();
        Elements.read(file, "keyConf", reader);
        return new KeyConf(List.copyOf(reader.keys));
    }

    /** The certificate that this server shows to others, if there is just one that is in use. */
    @Nullable
    X509Certificate authentication() {
        List<Cert> usable = keys.stream()
                .filter(key -> "AUTHENTICATION".equals(key.usage))
                .flatMap(key -> key.certificates.stream())
                .filter(Cert::usable)
                .toList();
        return usable.size() == 1 ? usable.getFirst().certificate : null;
    }

    private static final class Reader implements Elements.Visitor {
        private final List<Key> keys = new ArrayList<>();
        private final List<Cert> certificates = new ArrayList<>();
        private String type = "";
        private String token = "";
        private String key = "";
        private String status = "";
        private @Nullable String usage;
        private boolean active;
        private @Nullable X509Certificate certificate;

        @Override
        public void begin(String path, UnaryOperator<@Nullable String> attribute) {
            switch (path) {
                case "/keyConf/device" -> {
                    type = "";
                    token = "";
                }
                case "/keyConf/device/key" -> {
                    usage = attribute.apply("usage");
                    key = "";
                    certificates.clear();
                }
                case "/keyConf/device/key/cert" -> {
                    active = "true".equals(attribute.apply("active"));
                    status = "";
                    certificate = null;
                }
                default -> {}
            }
        }

        @Override
        public void end(String path, String text) {
            switch (path) {
                case "/keyConf/device/deviceType" -> type = text;
                case "/keyConf/device/id" -> token = text;
                case "/keyConf/device/key/keyId" -> key = text;
                case "/keyConf/device/key/cert/status" -> status = text;
                case "/keyConf/device/key/cert/contents" -> certificate = certificate(text);
                case "/keyConf/device/key/cert" -> certificates.add(new Cert(active, status, certificate));
                case "/keyConf/device/key" -> keys.add(new Key(type, token, key, usage, List.copyOf(certificates)));
                default -> {}
            }
        }

        private static @Nullable X509Certificate certificate(String base64) {
            try {
                return Certificates.parse(Base64.getMimeDecoder().decode(base64));
            } catch (MalformedCertificateException | IllegalArgumentException e) {
                return null; // reported with its key
            }
        }
    }
}
