package org.spean.testbed.globalconf;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** An indented XML document under construction, in the look of X-Road's own files. */
final class XmlText {
    private final StringBuilder text = new StringBuilder();
    private final String root;
    private int depth = 1;

    XmlText() {
        this("conf");
    }

    XmlText(String root) {
        this.root = root;
        text.append("""
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <ns3:%s xmlns:ns2="http://x-road.eu/xsd/identifiers" xmlns:ns3="http://x-road.eu/xsd/xroad.xsd">
                """.formatted(root));
    }

    XmlText open(String tag) {
        indent().append('<').append(tag).append(">\n");
        depth++;
        return this;
    }

    XmlText close(String name) {
        depth--;
        indent().append("</").append(name).append(">\n");
        return this;
    }

    XmlText element(String name, String value) {
        indent().append('<').append(name).append('>');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                default -> text.append(c);
            }
        }
        text.append("</").append(name).append(">\n");
        return this;
    }

    /** A client identifier as children of the element just opened; {@code id} is class/member[/subsystem]. */
    XmlText client(String element, String instance, String id) {
        String[] parts = id.split("/", -1);
        open(element + " ns2:objectType=\"" + (parts.length == 3 ? "SUBSYSTEM" : "MEMBER") + "\"");
        element("ns2:xRoadInstance", instance);
        element("ns2:memberClass", parts[0]);
        element("ns2:memberCode", parts[1]);
        if (parts.length == 3) {
            element("ns2:subsystemCode", parts[2]);
        }
        return close(element);
    }

    String end() {
        return text.append("</ns3:" + root + ">\n").toString();
    }

    private StringBuilder indent() {
        return text.append("    ".repeat(depth));
    }

    static String base64(X509Certificate certificate) {
        return Base64.getEncoder().encodeToString(encoded(certificate));
    }

    static String hash(X509Certificate certificate, String algorithm) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance(algorithm).digest(encoded(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("certificate of " + certificate.getSubjectX500Principal(), e);
        }
    }
}
