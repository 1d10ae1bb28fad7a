package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;
import static org.spean.crypto.xades.Elements.DS;
import static org.spean.crypto.xades.Elements.XADES;

import java.time.Instant;
import java.util.Set;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.w3c.dom.Element;

/** {@code xades:SignedProperties}: what the signer states about certificate and time, and which policy applies. */
final class SignedPropertiesElement {
    final Instant signingTime;
    final CertificateReference certificate;

    SignedPropertiesElement(Element element, Set<String> names) throws MalformedException {
        var in = new ElementWalk(element, "Id");
        Element ofSignature = in.required(XADES, "SignedSignatureProperties");
        Element ofObjects = in.optional(XADES, "SignedDataObjectProperties");
        in.end();
        in = new ElementWalk(ofSignature);
        signingTime = Elements.instant(ElementWalk.text(in.required(XADES, "SigningTime")));
        Element first = in.optional(XADES, "SigningCertificate");
        var inCertificate = new ElementWalk(first != null ? first : in.required(XADES, "SigningCertificateV2"));
        certificate = Elements.certificateReference(inCertificate.required(XADES, "Cert"));
        inCertificate.end();
        Element policy = in.optional(XADES, "SignaturePolicyIdentifier");
        if (policy != null) {
            requirePolicy(policy);
        }
        in.end();
        if (ofObjects != null) {
            requireFormats(ofObjects, names);
        }
    }

    private static void requirePolicy(Element identifier) throws MalformedException {
        var in = new ElementWalk(identifier);
        Element id = in.required(XADES, "SignaturePolicyId");
        in.end();
        in = new ElementWalk(id);
        Element policyId = in.required(XADES, "SigPolicyId");
        Element policyHash = in.required(XADES, "SigPolicyHash");
        Element qualifiers = in.optional(XADES, "SigPolicyQualifiers");
        in.end();
        in = new ElementWalk(policyId);
        String urn = ElementWalk.text(in.required(XADES, "Identifier"), "Qualifier");
        Element description = in.optional(XADES, "Description");
        in.end();
        if (description != null) {
            ElementWalk.text(description);
        }
        in = new ElementWalk(policyHash);
        DigestAlgorithm method = Elements.digestMethod(in.required(DS, "DigestMethod"));
        String digest = ElementWalk.text(in.required(DS, "DigestValue"));
        in.end();
        if (!urn.equals(Profile.POLICY) || method != DigestAlgorithm.SHA_512 || !digest.equals(Profile.POLICY_DIGEST)) {
            throw new MalformedException("SignaturePolicyIdentifier: unknown policy " + urn);
        }
        if (qualifiers != null) {
            in = new ElementWalk(qualifiers);
            var inQualifier = new ElementWalk(in.required(XADES, "SigPolicyQualifier"));
            ElementWalk.text(inQualifier.required(XADES, "SPURI"));
            inQualifier.end();
            in.end();
        }
    }

    private static void requireFormats(Element ofObjects, Set<String> names) throws MalformedException {
        var in = new ElementWalk(ofObjects);
        Element format;
        while ((format = in.optional(XADES, "DataObjectFormat")) != null) {
            if (!names.contains(String.valueOf(attribute(format, "ObjectReference")))) {
                throw new MalformedException("DataObjectFormat: no such reference");
            }
            var inFormat = new ElementWalk(format, "ObjectReference");
            ElementWalk.text(inFormat.required(XADES, "MimeType"));
            inFormat.end();
        }
        in.end();
    }
}
