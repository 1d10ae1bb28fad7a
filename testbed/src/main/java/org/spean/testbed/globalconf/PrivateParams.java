package org.spean.testbed.globalconf;

import java.util.List;

/** Renders private parameters, which look the same in all versions. */
final class PrivateParams {
    private PrivateParams() {}

    static String render(ConfContent content) {
        return render(content, List.of());
    }

    static String render(ConfContent content, List<ConfAnchor> federated) {
        XmlText xml = new XmlText().element("instanceIdentifier", content.instance());
        for (ConfAnchor anchor : federated) {
            anchor.write(xml.open("configurationAnchor"));
            xml.close("configurationAnchor");
        }
        ConfManagement management = content.managementService();
        xml.open("managementService").element("authCertRegServiceAddress", management.address());
        if (management.certificate() != null) {
            xml.element("authCertRegServiceCert", XmlText.base64(management.certificate()));
        }
        return xml.client("managementRequestServiceProviderId", content.instance(), management.provider())
                .close("managementService")
                .element(
                        "timeStampingIntervalSeconds",
                        Long.toString(content.timeStampingInterval().toSeconds()))
                .end();
    }
}
