package org.spean.crypto.xades;

import static org.spean.crypto.xades.ElementWalk.attribute;
import static org.spean.crypto.xades.Elements.DS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.xades.ElementWalk.MalformedException;
import org.spean.crypto.xades.SignatureDocument.Reference;
import org.w3c.dom.Element;

/** {@code ds:SignedInfo}: algorithms and references. */
final class SignedInfoElement {

    private static final int MAX_REFERENCES = 64;

    final String canonicalisation;
    final KeyAlgorithm key;
    final DigestAlgorithm digest;
    final List<Reference> objects = new ArrayList<>();
    /** How the signed properties may refer to the references: by id, in old documents by URI. */
    final Set<String> names = new HashSet<>();

    final Reference properties;
    String propertiesCanonicalisation = Profile.C14N;
    private final Ids ids;
    private int number;

    SignedInfoElement(Element element, String propertiesUri, Ids ids) throws MalformedException {
        this.ids = ids;
        var in = new ElementWalk(element);
        canonicalisation = Elements.canonicalisation(in.required(DS, "CanonicalizationMethod"));
        String method = Elements.algorithm(in.required(DS, "SignatureMethod"));
        Profile.SignedInfo shape = null;
        for (Profile.SignedInfo known : Profile.SIGNED_INFOS) {
            if (known.key().signatureUri(known.digest()).equals(method)) {
                shape = known;
            }
        }
        if (shape == null) {
            throw new MalformedException("SignatureMethod: " + method + " is not accepted");
        }
        key = shape.key();
        digest = shape.digest();
        Reference found = null;
        Set<String> uris = new HashSet<>();
        for (Element reference = in.required(DS, "Reference");
                reference != null;
                reference = in.optional(DS, "Reference")) {
            Reference read = reference(reference, propertiesUri);
            if (!uris.add(read.uri()) || uris.size() > MAX_REFERENCES) {
                throw new MalformedException("Reference: " + read.uri() + " more than once, or too many");
            }
            if (read.uri().equals(propertiesUri)) {
                found = read;
            } else {
                objects.add(read);
            }
        }
        in.end();
        if (found == null) {
            throw new MalformedException("SignedInfo: no reference to the signed properties");
        }
        properties = found;
    }

    private Reference reference(Element element, String propertiesUri) throws MalformedException {
        var in = new ElementWalk(element, "Id", "Type", "URI");
        String uri = String.valueOf(attribute(element, "URI"));
        ids.optional(element, ids.own("signature-reference-" + number, "r-", "-" + (number + 1)));
        number++;
        names.add(uri);
        String id = attribute(element, "Id");
        if (id != null) {
            names.add("#" + id);
        }
        boolean toProperties = uri.equals(propertiesUri);
        String type = attribute(element, "Type");
        if (toProperties != Profile.SIGNED_PROPERTIES_TYPE.equals(type) || (!toProperties && type != null)) {
            throw new MalformedException("Reference: type " + type + " for " + uri);
        }
        Element transforms = in.optional(DS, "Transforms");
        if (transforms != null) {
            if (!toProperties) {
                throw new MalformedException("Reference: transforms of " + uri);
            }
            var inTransforms = new ElementWalk(transforms);
            propertiesCanonicalisation = Elements.canonicalisation(inTransforms.required(DS, "Transform"));
            inTransforms.end();
        }
        Reference reference = new Reference(
                uri,
                Elements.digestMethod(in.required(DS, "DigestMethod")),
                Elements.base64(in.required(DS, "DigestValue")));
        in.end();
        return reference;
    }
}
