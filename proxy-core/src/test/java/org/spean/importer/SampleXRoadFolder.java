package org.spean.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.spean.testbed.authority.Issued;

/** An X-Road server's {@code /etc/xroad} as its packages lay it out. */
public final class SampleXRoadFolder {
    public static final String PIN = "Secret1234";
    private static final Path PKI = Path.of(System.getProperty("spean.golden"), "golden", "pki");

    public final Path root;
    private final StringBuilder keys = new StringBuilder();

    public SampleXRoadFolder(Path root) throws IOException {
        this.root = root;
        for (String folder : List.of("conf.d/addons", "signer/softtoken", "ssl", "globalconf")) {
            Files.createDirectories(root.resolve(folder));
        }
        ini("proxy.ini", "; as the package left it\n[proxy]\nclient-http-port=80\nclient-https-port=443\n");
        ini("addons/message-log.ini", "[message-log]\nkeep-records-for = 30\n");
    }

    /** With the captured bank's keys, the captured ecosystem and the HTTPS key as X-Road makes it. */
    public static SampleXRoadFolder ofBank(Path root) throws IOException {
        SampleXRoadFolder folder = new SampleXRoadFolder(root);
        folder.key("AUTHENTICATION", "A1", golden("bank-auth"), "active", "registered");
        folder.key("SIGNING", "B2", golden("bank-sign"), "active", "registered");
        golden("bank-internal-tls").writePkcs12(root.resolve("ssl/internal.p12"), "internal", "internal");
        folder.autologin();
        folder.anchor("CAMBODIA");
        folder.globalConf(Path.of(System.getProperty("spean.golden"), "golden", "globalconf", "V5-direct"));
        return folder;
    }

    public static Issued golden(String name) throws IOException {
        return Issued.readPkcs12(PKI.resolve(name + ".p12"), "camdx");
    }

    public void ini(String name, String text) throws IOException {
        Files.writeString(root.resolve("conf.d").resolve(name), text);
    }

    public void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    public void autologin() throws IOException {
        write("autologin", PIN + "\n");
    }

    public void database(String url, String user, String password) throws IOException {
        write("db.properties", """
                serverconf.hibernate.jdbc.use_streams_for_binary = true
                serverconf.hibernate.dialect = ee.ria.xroad.common.db.CustomPostgreSQLDialect
                serverconf.hibernate.connection.url = %s
                serverconf.hibernate.connection.username = %s
                serverconf.hibernate.connection.password = %s
                serverconf.hibernate.hikari.dataSource.currentSchema = serverconf,public
                messagelog.hibernate.connection.url = jdbc:postgresql://127.0.0.1:1/messagelog
                """.formatted(url, user, password));
    }

    public void anchor(String instance) throws IOException {
        write("configuration-anchor.xml", """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <ns3:configurationAnchor xmlns:ns2="http://x-road.eu/xsd/identifiers" xmlns:ns3="http://x-road.eu/xsd/xroad.xsd">
                    <generatedAt>2026-01-01T00:00:00.000Z</generatedAt>
                    <instanceIdentifier>%s</instanceIdentifier>
                    <source>
                        <downloadURL>http://127.0.0.1:1/internalconf</downloadURL>
                        <verificationCert>%s</verificationCert>
                    </source>
                </ns3:configurationAnchor>
                """.formatted(instance, base64(golden("globalconf-internal"))));
    }

    /** Adds a key of the software token, with its certificate. */
    public void key(String usage, String id, Issued issued, String active, String status) throws IOException {
        issued.writePkcs12(root.resolve("signer/softtoken/" + id + ".p12"), id, PIN);
        keys.append(keyXml(usage, id, issued, active, status));
        keyconf("softToken", "0", keys.toString());
    }

    /** A key's element, as {@code keyconf.xml} has it. */
    public static String keyXml(String usage, String id, Issued issued, String active, String status) {
        return """
                <key usage="%s">
                    <friendlyName>%s</friendlyName>
                    <label/>
                    <keyId>%s</keyId>
                    <publicKey>%s</publicKey>
                    <cert active="%s" id="C%s">
                        <contents>%s</contents>
                        <status>%s</status>
                    </cert>
                    <signMechanismName>CKM_RSA_PKCS</signMechanismName>
                </key>
                """.formatted(
                usage,
                id,
                id,
                Base64.getEncoder()
                        .encodeToString(issued.certificate().getPublicKey().getEncoded()),
                active.equals("active"),
                id,
                base64(issued),
                status);
    }

    /** A device beside the software token. */
    public void device(String type, String id, String keyXml) throws IOException {
        keyconf(
                "softToken",
                "0",
                keys + "</device><device><deviceType>" + type + "</deviceType><id>" + id + "</id>" + keyXml);
    }

    private void keyconf(String type, String id, String content) throws IOException {
        write("signer/keyconf.xml", """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <ns3:keyConf xmlns:ns2="http://x-road.eu/xsd/identifiers" xmlns:ns3="http://x-road.eu/xsd/xroad.xsd">
                    <device>
                        <deviceType>%s</deviceType>
                        <friendlyName>softToken-0</friendlyName>
                        <id>%s</id>
                        <pinIndex>0</pinIndex>
                        %s
                    </device>
                </ns3:keyConf>
                """.formatted(type, id, content));
    }

    /** Puts a downloaded global configuration in. */
    public void globalConf(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Path target = root.resolve("globalconf").resolve(tree.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String base64(Issued issued) {
        try {
            return Base64.getEncoder().encodeToString(issued.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
