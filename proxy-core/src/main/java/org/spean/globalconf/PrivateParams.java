package org.spean.globalconf;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.identifier.ClientId;

/** The private parameters of our own instance; the same in all versions. */
record PrivateParams(String instance, @Nullable ManagementService managementService, Duration timeStampingInterval) {

    static PrivateParams read(Path file) {
        Draft draft = new Draft();
        ParamsXml.read(file, (xml, name) -> {
            switch (name) {
                case "instanceIdentifier" -> draft.instance = xml.text();
                case "managementService" -> draft.service = service(xml);
                case "timeStampingIntervalSeconds" -> draft.interval = xml.seconds();
                default -> {}
            }
        });
        if (draft.instance == null || draft.interval == null) {
            throw new ConfigurationException(
                    file,
                    null,
                    "missing element "
                            + (draft.instance == null ? "instanceIdentifier" : "timeStampingIntervalSeconds"));
        }
        return new PrivateParams(draft.instance, draft.service, draft.interval);
    }

    private static ManagementService service(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        xml.children(name -> {
            switch (name) {
                case "authCertRegServiceAddress" -> draft.address = xml.text();
                case "authCertRegServiceCert" -> draft.certificate = xml.certificate();
                case "managementRequestServiceProviderId" -> draft.provider = xml.clientId();
                default -> {}
            }
        });
        return new ManagementService(
                xml.need(draft.address, mark, "authCertRegServiceAddress"),
                draft.certificate,
                xml.need(draft.provider, mark, "managementRequestServiceProviderId"));
    }

    /** What was read so far. */
    private static final class Draft {
        @Nullable
        String instance;

        @Nullable
        ManagementService service;

        @Nullable
        Duration interval;

        @Nullable
        String address;

        @Nullable
        X509Certificate certificate;

        @Nullable
        ClientId provider;
    }
}
