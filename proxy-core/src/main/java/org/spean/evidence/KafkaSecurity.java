package org.spean.evidence;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.spean.config.KafkaConfig;
import org.spean.config.KafkaSaslConfig;
import org.spean.config.KafkaTlsConfig;
import org.spean.config.Secret;

/** How Kafka's clients are told of TLS and of users. Their host verification is never switched off. */
final class KafkaSecurity {

    private static final String PEM = "PEM";

    private KafkaSecurity() {}

    /** All properties of a client that the configuration names; some are secrets. */
    static Map<String, String> properties(KafkaConfig topic) {
        Map<String, String> all = new HashMap<>(topic.properties());
        KafkaTlsConfig tls = topic.tls();
        KafkaSaslConfig sasl = topic.sasl();
        if (tls != null || sasl != null) {
            all.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(tls != null, sasl != null).name);
        }
        if (tls != null) {
            add(tls, all);
        }
        if (sasl != null) {
            all.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism().text());
            all.put(SaslConfigs.SASL_JAAS_CONFIG, login(sasl));
        }
        return all;
    }

    private static SecurityProtocol protocol(boolean tls, boolean sasl) {
        if (tls) {
            return sasl ? SecurityProtocol.SASL_SSL : SecurityProtocol.SSL;
        }
        return SecurityProtocol.SASL_PLAINTEXT;
    }

    private static void add(KafkaTlsConfig tls, Map<String, String> all) {
        all.put(
                SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
                String.join(",", tls.offer().protocols()));
        if (!tls.offer().cipherSuites().isEmpty()) {
            all.put(
                    SslConfigs.SSL_CIPHER_SUITES_CONFIG,
                    String.join(",", tls.offer().cipherSuites()));
        }
        if (!tls.trust().isEmpty()) {
            all.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
            all.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, pem(tls.trust()));
        }
        KafkaTlsConfig.Key key = tls.key();
        if (key != null) {
            all.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
            all.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, pem(tls.chain()));
            all.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, SecretText.of(key.pem()));
            Secret password = key.password();
            if (password != null) {
                all.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, SecretText.of(password));
            }
        }
    }

    private static String login(KafkaSaslConfig sasl) {
        Class<?> module =
                sasl.mechanism() == KafkaSaslConfig.Mechanism.PLAIN ? PlainLoginModule.class : ScramLoginModule.class;
        return module.getName() + " required username=" + quoted(sasl.user()) + " password="
                + quoted(SecretText.of(sasl.password())) + ";";
    }

    /** As the JDK's reader of login configurations takes it. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String pem(List<X509Certificate> certificates) {
        Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(base64.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate that was read cannot be written", e);
            }
        }
        return text.toString();
    }
}
