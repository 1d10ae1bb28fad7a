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
        return xml.open("managementService")
                .element("authCertRegServiceAddress", "https://127.0.0.14:4001/managementservice/")
                .client("managementRequestServiceProviderId", content.instance(), content.managementService())
                .close("managementService")
                .element(
                        "timeStampingIntervalSeconds",
                        Long.toString(content.timeStampingInterval().toSeconds()))
                .end();
    }
}
