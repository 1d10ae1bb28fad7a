package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.key.KeyAlgorithm;
import org.spean.crypto.ocsp.OcspResponse;

/**
 * Everything in our signatures that does not change from one to the next: made once per identity and its OCSP
 * responses, then each signature costs two digests and some copying. What it writes is byte for byte what an X-Road 7
 * server writes. Immutable and safe for use by many threads.
 */
public final class SignatureTemplate {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final DigestAlgorithm digest;
    private final Map<SignedObject, Fixed> fixed = new EnumMap<>(SignedObject.class);
    private final byte[] keyInfo;
    private final byte[] unsigned;
    private final Map<SignedObject, byte[]> patterns = new ConcurrentHashMap<>();

    /** What depends on the signed object: signed properties around the time, in both spellings. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Fixed(Form signedInfo, byte[][] written, byte[][] canonical) {}

    private SignatureTemplate(
            List<X509Certificate> chain, List<OcspResponse> ocsp, KeyAlgorithm key, DigestAlgorithm digest) {
        this.digest = digest;
        byte[] leaf = encoded(chain.getFirst());
        String certDigest = new String(new Bytes(96).base64(digest.digest(leaf)).toArray(), US_ASCII);
        String issuer = issuer(chain.getFirst());
        String serial = chain.getFirst().getSerialNumber().toString();
        for (SignedObject object : SignedObject.values()) {
            Profile.SignedInfo shape = Profile.signedInfo(object, key, digest);
            fixed.put(
                    object,
                    new Fixed(
                            shape.form(),
                            aroundTime(shape.properties().written(), certDigest, issuer, serial),
                            aroundTime(shape.properties().canonical(), certDigest, issuer, serial)));
        }
        keyInfo = new Bytes(2048)
                .add(Profile.CERTIFICATE)
                .writtenLines(leaf)
                .add(Profile.PROPERTIES)
                .toArray();
        unsigned = unsigned(chain.subList(1, chain.size()), ocsp, digest);
    }

    /**
     * A template for one signing identity.
     *
     * @param chain the signing certificate, then the intermediate certificates above it without the top CA
     * @param ocsp an OCSP response for each element of the chain, in its order
     * @param key the kind of key the first certificate holds
     * @param digest the algorithm of all digests and of the signature
     * @throws IllegalArgumentException if chain and responses do not match in number
     */
    public static SignatureTemplate of(
            List<X509Certificate> chain, List<OcspResponse> ocsp, KeyAlgorithm key, DigestAlgorithm digest) {
        if (chain.isEmpty() || chain.size() != ocsp.size()) {
            throw new IllegalArgumentException(
                    "ocsp: " + ocsp.size() + " responses (expected: one per certificate of " + chain.size() + ")");
        }
        return new SignatureTemplate(chain, ocsp, key, digest);
    }

    /**
     * Starts a signature over the object with the given digest.
     *
     * @param objectDigest made with this template's algorithm
     * @param time the signing time the signature states, kept to the millisecond
     */
    public Draft draft(SignedObject object, byte[] objectDigest, Instant time) {
        Fixed parts = fixed.get(object);
        if (parts == null || objectDigest.length != digest.length()) {
            throw new IllegalArgumentException(
                    "digest: " + objectDigest.length + " bytes (expected: " + digest.length() + ")");
        }
        return new Draft(parts, objectDigest, TIME.format(time).getBytes(US_ASCII));
    }

    /**
     * What all documents over this object have in common: one of them, over a digest of zeros at the beginning of 1970, with
     * a value of zeros. It proves nothing, and tells of no message. The same array at each call.
     *
     * @param valueLength bytes of a signature value
     */
    public byte[] pattern(SignedObject object, int valueLength) {
        byte[] known = patterns.get(object);
        return known != null
                ? known
                : patterns.computeIfAbsent(
                        object,
                        absent -> draft(object, new byte[digest.length()], Instant.EPOCH)
                                .document(new byte[valueLength]));
    }

    /** A signature that lacks only its value. */
    public final class Draft {

        private final Fixed parts;
        private final byte[] objectDigest;
        private final byte[] propertiesDigest;
        private final byte[] time;

        private Draft(Fixed parts, byte[] objectDigest, byte[] time) {
            this.parts = parts;
            this.objectDigest = objectDigest;
            this.time = time;
            this.propertiesDigest = digest.digest(parts.canonical[0], time, parts.canonical[1]);
        }

        /** The canonical SignedInfo: the bytes that the key signs. */
        public byte[] signedInfo() {
            byte[][] form = parts.signedInfo.canonical();
            return new Bytes(1600)
                    .add(form[0])
                    .canonicalLines(objectDigest)
                    .add(form[1])
                    .canonicalLines(propertiesDigest)
                    .add(form[2])
                    .toArray();
        }

        /**
         * The signature document.
         *
         * @param signatureValue what the key made of {@link #signedInfo()}; EC keys: r‖s, both of full length
         */
        public byte[] document(byte[] signatureValue) {
            byte[][] form = parts.signedInfo.written();
            int size = 3072 + keyInfo.length + parts.written[0].length + parts.written[1].length + unsigned.length;
            return new Bytes(size)
                    .add(Profile.HEAD)
                    .add(form[0])
                    .writtenLines(objectDigest)
                    .add(form[1])
                    .writtenLines(propertiesDigest)
                    .add(form[2])
                    .add(Profile.SIGNATURE_VALUE)
                    .base64(signatureValue)
                    .add(keyInfo)
                    .add(parts.written[0])
                    .add(time)
                    .add(parts.written[1])
                    .add(unsigned)
                    .toArray();
        }
    }

    private static byte[][] aroundTime(byte[][] form, String certDigest, String issuer, String serial) {
        byte[] after = new Bytes(2048)
                .add(form[1])
                .add(certDigest)
                .add(form[2])
                .add(issuer)
                .add(form[3])
                .add(serial)
                .add(form[4])
                .toArray();
        return new byte[][] {form[0], after};
    }

    private static byte[] unsigned(List<X509Certificate> cas, List<OcspResponse> ocsp, DigestAlgorithm digest) {
        var out = new Bytes(8192).add(Profile.UNSIGNED);
        if (!cas.isEmpty()) {
            out.add(Profile.CERTIFICATE_REFERENCES);
            for (int i = 0; i < cas.size(); i++) {
                X509Certificate ca = cas.get(i);
                out.add(Profile.REFERENCE_ID)
                        .add(Integer.toString(i + 1))
                        .add(Profile.REFERENCE_METHOD)
                        .add(digest.uri())
                        .add(Profile.REFERENCE_DIGEST)
                        .base64(digest.digest(encoded(ca)))
                        .add(Profile.REFERENCE_ISSUER)
                        .add(issuer(ca))
                        .add(Profile.REFERENCE_SERIAL)
                        .add(ca.getSerialNumber().toString())
                        .add(Profile.REFERENCE_END);
            }
            out.add(Profile.CERTIFICATE_VALUES);
            for (int i = 0; i < cas.size(); i++) {
                out.add(Profile.CERTIFICATE_VALUE)
                        .add(Integer.toString(i + 1))
                        .add(Profile.ID_END)
                        .base64(encoded(cas.get(i)))
                        .add(Profile.CERTIFICATE_VALUE_END);
            }
            out.add(Profile.CERTIFICATE_VALUES_END);
        }
        out.add(Profile.REVOCATION_VALUES);
        for (int i = 0; i < ocsp.size(); i++) {
            out.add(Profile.OCSP_VALUE)
                    .add(Integer.toString(i + 1))
                    .add(Profile.ID_END)
                    .base64(ocsp.get(i).der())
                    .add(Profile.OCSP_VALUE_END);
        }
        return out.add(Profile.TAIL).toArray();
    }

    /** The name as X-Road writes it (RFC 2253), with the three characters escaped that canonical XML escapes. */
    private static String issuer(X509Certificate certificate) {
        return certificate
                .getIssuerX500Principal()
                .getName()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded", e);
        }
    }
}
