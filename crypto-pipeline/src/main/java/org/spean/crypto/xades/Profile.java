package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.spean.crypto.xades.Form.SLOT;

import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;

/**
 * The text of a signature as X-Road 7 servers write it, taken from captured messages: what the template fills and what
 * the fast reader expects. White space, order and ids are part of it.
 */
final class Profile {

    static final String C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";
    static final String SIGNED_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties";
    static final String POLICY = "urn:oid:1.3.6.1.4.1.3516.16.2";
    static final String POLICY_DIGEST =
            "BuO0EDNfkxSVlUbxCzmQPzX1AUF1/xx9ytWHk3/6SAOePxQiniEfDYk+90QeYb3lWpV3Izhuz9fKaYyE+lTcXw==";

    /** From the first byte to the start of SignedInfo. */
    static final byte[] HEAD = bytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><asic:XAdESSignatures"
            + Form.NAMESPACES + "><ds:Signature Id=\"signature\">\n");

    static final byte[] SIGNATURE_VALUE = bytes("\n<ds:SignatureValue Id=\"signature-value\">\n");
    static final byte[] CERTIFICATE =
            bytes("\n</ds:SignatureValue>\n<ds:KeyInfo>\n<ds:X509Data>\n<ds:X509Certificate>\n");
    static final byte[] PROPERTIES = bytes("\n</ds:X509Certificate>\n</ds:X509Data>\n</ds:KeyInfo>\n"
            + "<ds:Object><xades:QualifyingProperties Target=\"#signature\">");
    static final byte[] UNSIGNED = bytes("<xades:UnsignedProperties><xades:UnsignedSignatureProperties>");

    static final byte[] CERTIFICATE_REFERENCES =
            bytes("<xades:CompleteCertificateRefs Id=\"complete-certificate-refs\"><xades:CertRefs>");
    static final byte[] REFERENCE_ID = bytes("<xades:Cert URI=\"#encapsulated-cert-");
    static final byte[] REFERENCE_METHOD = bytes("\"><xades:CertDigest><ds:DigestMethod Algorithm=\"");
    static final byte[] REFERENCE_DIGEST = bytes("\"/><ds:DigestValue>");
    static final byte[] REFERENCE_ISSUER =
            bytes("</ds:DigestValue></xades:CertDigest><xades:IssuerSerial><ds:X509IssuerName>");
    static final byte[] REFERENCE_SERIAL = bytes("</ds:X509IssuerName><ds:X509SerialNumber>");
    static final byte[] REFERENCE_END = bytes("</ds:X509SerialNumber></xades:IssuerSerial></xades:Cert>");
    static final byte[] CERTIFICATE_VALUES =
            bytes("</xades:CertRefs></xades:CompleteCertificateRefs><xades:CertificateValues>");
    static final byte[] CERTIFICATE_VALUE = bytes("<xades:EncapsulatedX509Certificate Id=\"encapsulated-cert-");
    static final byte[] CERTIFICATE_VALUE_END = bytes("</xades:EncapsulatedX509Certificate>");
    static final byte[] CERTIFICATE_VALUES_END = bytes("</xades:CertificateValues>");

    static final byte[] REVOCATION_VALUES = bytes("<xades:RevocationValues><xades:OCSPValues>");
    static final byte[] OCSP_VALUE = bytes("<xades:EncapsulatedOCSPValue Id=\"ocsp-response-");
    static final byte[] OCSP_VALUE_END = bytes("</xades:EncapsulatedOCSPValue>");
    static final byte[] ID_END = bytes("\">");
    static final byte[] TAIL = bytes("</xades:OCSPValues></xades:RevocationValues></xades:UnsignedSignatureProperties>"
            + "</xades:UnsignedProperties></xades:QualifyingProperties></ds:Object>\n"
            + "</ds:Signature></asic:XAdESSignatures>");

    /** All shapes of SignedInfo, the usual one first. */
    static final List<SignedInfo> SIGNED_INFOS = signedInfos();

    private Profile() {}

    /** Slots: digest of the object, digest of the signed properties; both in lines. */
    record SignedInfo(SignedObject object, KeyAlgorithm key, DigestAlgorithm digest, Form form, Form properties) {}

    static SignedInfo signedInfo(SignedObject object, KeyAlgorithm key, DigestAlgorithm digest) {
        for (SignedInfo shape : SIGNED_INFOS) {
            if (shape.object == object && shape.key == key && shape.digest == digest) {
                return shape;
            }
        }
        throw new IllegalArgumentException("no signature form: " + key + " with " + digest);
    }

    private static List<SignedInfo> signedInfos() {
        var shapes = new ArrayList<SignedInfo>();
        for (DigestAlgorithm digest :
                List.of(DigestAlgorithm.SHA_512, DigestAlgorithm.SHA_256, DigestAlgorithm.SHA_384)) {
            for (KeyAlgorithm key : List.of(KeyAlgorithm.RSA, KeyAlgorithm.EC)) {
                for (SignedObject object : List.of(SignedObject.HASH_CHAIN_RESULT, SignedObject.MESSAGE)) {
                    shapes.add(new SignedInfo(
                            object,
                            key,
                            digest,
                            Form.of(signedInfoText(object, key, digest)),
                            Form.of(signedPropertiesText(object, digest))));
                }
            }
        }
        return List.copyOf(shapes);
    }

    private static String signedInfoText(SignedObject object, KeyAlgorithm key, DigestAlgorithm digest) {
        return "<ds:SignedInfo>\n" + empty("ds:CanonicalizationMethod", C14N) + "\n"
                + empty("ds:SignatureMethod", key.signatureUri(digest)) + "\n"
                + "<ds:Reference Id=\"signature-reference-0\" URI=\"" + object.uri() + "\">\n"
                + empty("ds:DigestMethod", digest.uri()) + "\n"
                + "<ds:DigestValue>" + SLOT + "</ds:DigestValue>\n</ds:Reference>\n"
                + "<ds:Reference Id=\"signature-reference-1\" Type=\"" + SIGNED_PROPERTIES_TYPE
                + "\" URI=\"#signed-properties\">\n"
                + empty("ds:DigestMethod", digest.uri()) + "\n"
                + "<ds:DigestValue>" + SLOT + "</ds:DigestValue>\n</ds:Reference>\n</ds:SignedInfo>";
    }

    /** Slots: signing time, digest of the certificate, its issuer, its serial number. */
    private static String signedPropertiesText(SignedObject object, DigestAlgorithm digest) {
        return "<xades:SignedProperties Id=\"signed-properties\"><xades:SignedSignatureProperties><xades:SigningTime>"
                + SLOT + "</xades:SigningTime><xades:SigningCertificate><xades:Cert><xades:CertDigest>"
                + empty("ds:DigestMethod", digest.uri()) + "<ds:DigestValue>" + SLOT
                + "</ds:DigestValue></xades:CertDigest><xades:IssuerSerial><ds:X509IssuerName>" + SLOT
                + "</ds:X509IssuerName><ds:X509SerialNumber>" + SLOT
                + "</ds:X509SerialNumber></xades:IssuerSerial></xades:Cert></xades:SigningCertificate>"
                + "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
                + "<xades:Identifier Qualifier=\"OIDAsURN\">" + POLICY + "</xades:Identifier>"
                + "<xades:Description>Profile for High Performance Digital Signatures (version 1.2)"
                + "</xades:Description></xades:SigPolicyId><xades:SigPolicyHash>"
                + empty("ds:DigestMethod", DigestAlgorithm.SHA_512.uri()) + "<ds:DigestValue>" + POLICY_DIGEST
                + "</ds:DigestValue></xades:SigPolicyHash><xades:SigPolicyQualifiers><xades:SigPolicyQualifier>"
                + "<xades:SPURI>https://repo.cyber.ee/dsig-profile-1.2.pdf</xades:SPURI>"
                + "</xades:SigPolicyQualifier></xades:SigPolicyQualifiers></xades:SignaturePolicyId>"
                + "</xades:SignaturePolicyIdentifier></xades:SignedSignatureProperties>"
                + "<xades:SignedDataObjectProperties><xades:DataObjectFormat"
                + " ObjectReference=\"#signature-reference-0\"><xades:MimeType>" + object.mimeType()
                + "</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>"
                + "</xades:SignedProperties>";
    }

    private static String empty(String element, String algorithm) {
        return "<" + element + " Algorithm=\"" + algorithm + "\"/>";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
