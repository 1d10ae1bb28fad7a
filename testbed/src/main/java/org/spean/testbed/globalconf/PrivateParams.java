package org.spean.testbed.globalconf;

/** Renders private parameters, which look the same in all versions. */
final class PrivateParams {
    private PrivateParams() {}

    static String render(ConfContent content) {
        return new XmlText()
                .element("instanceIdentifier", content.instance())
                .open("managementService")
                .element("authCertRegServiceAddress", "https://127.0.0.14:4001/managementservice/")
                .client("managementRequestServiceProviderId", content.instance(), content.managementService())
                .close("managementService")
                .element(
                        "timeStampingIntervalSeconds",
                        Long.toString(content.timeStampingInterval().toSeconds()))
                .end();
    }
}
