package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;
import static org.spean.crypto.xades.Elements.XADES;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.w3c.dom.Element;

/** {@code xades:UnsignedProperties}: certificates and OCSP responses beside the signature. */
final class UnsignedPropertiesElement {
    private final Ids ids;
    final List<CertificateReference> references = new ArrayList<>();
    final List<byte[]> certificates = new ArrayList<>();
    final List<byte[]> ocspResponses = new ArrayList<>();
    byte @Nullable [] timeStamp;

    UnsignedPropertiesElement(@Nullable Element unsignedProperties, Ids ids) throws MalformedException {
        this.ids = ids;
        if (unsignedProperties == null) {
            return;
        }
        var in = new ElementWalk(unsignedProperties);
        Element ofSignature = in.required(XADES, "UnsignedSignatureProperties");
        in.end();
        in = new ElementWalk(ofSignature);
        readTimeStamp(in);
        Element certificateRefs = in.optional(XADES, "CompleteCertificateRefs");
        Element certificateValues = in.optional(XADES, "CertificateValues");
        Element revocationValues = in.optional(XADES, "RevocationValues");
        readTimeStamp(in);
        in.end();
        if (certificateRefs != null) {
            ids.optional(certificateRefs, ids.own("complete-certificate-refs", "refs-"));
            readReferences(certificateRefs);
        }
        if (certificateValues != null) {
            readValues(
                    new ElementWalk(certificateValues),
                    "EncapsulatedX509Certificate",
                    "encapsulated-cert-",
                    certificates);
        }
        if (certificateRefs != null && references.size() != certificates.size()) {
            throw new MalformedException("CompleteCertificateRefs: not as many as certificates");
        }
        if (revocationValues != null) {
            in = new ElementWalk(revocationValues);
            readValues(
                    new ElementWalk(in.required(XADES, "OCSPValues")),
                    "EncapsulatedOCSPValue",
                    "ocsp-response-",
                    ocspResponses);
            in.end();
        }
    }

    /** Evidence has one from after the message was logged, before everything else or after it; it is judged there. */
    private void readTimeStamp(ElementWalk in) throws MalformedException {
        Element element = in.optional(XADES, "SignatureTimeStamp");
        if (element == null) {
            return;
        }
        if (timeStamp != null) {
            throw new MalformedException("SignatureTimeStamp: more than one");
        }
        var inTimeStamp = new ElementWalk(element, "Id");
        timeStamp = Elements.base64(inTimeStamp.required(XADES, "EncapsulatedTimeStamp"), "Id");
        inTimeStamp.end();
    }

    private void readReferences(Element certificateRefs) throws MalformedException {
        var in = new ElementWalk(certificateRefs, "Id");
        var inRefs = new ElementWalk(in.required(XADES, "CertRefs"));
        in.end();
        Element cert;
        while ((cert = inRefs.optional(XADES, "Cert")) != null) {
            String uri = attribute(cert, "URI");
            if (uri != null && !uri.equals("#encapsulated-cert-" + (references.size() + 1))) {
                throw new MalformedException("Cert: unexpected " + uri);
            }
            references.add(Elements.certificateReference(cert, "URI"));
        }
        inRefs.end();
    }

    private void readValues(ElementWalk in, String name, String idPrefix, List<byte[]> values)
            throws MalformedException {
        Element value;
        while ((value = in.optional(XADES, name)) != null) {
            ids.optional(value, idPrefix + (values.size() + 1));
            values.add(Elements.base64(value, "Id"));
            if (values.size() > SignatureReader.MAX_CHAIN) {
                throw new MalformedException(name + ": too many");
            }
        }
        in.end();
    }
}
