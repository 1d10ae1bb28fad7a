package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.xades.Cursor.UnexpectedException;
import org.spean.crypto.xades.SignatureDocument.CertificateReference;
import org.spean.crypto.xades.SignatureDocument.Reference;

/**
 * Reads the one form of signature that X-Road 7 servers write, in a single pass over its bytes: fixed text must be
 * there literally, slots are copied out, and the canonical form of the signed elements is put together from both. There
 * is no XML parser to be confused: no entities, comments, name spaces or attributes other than those of the profile can
 * occur in what it accepts. Whatever differs is a {@link Deviation}.
 *
 * <p>Everything it accepts, {@link SantuarioReader} reads with equal result. Stateless.
 */
public final class SignatureReader {

    /** Longer documents are not read by either reader, in bytes: those of real servers have 7 to 12 kB. */
    static final int MAX_LENGTH = 128 * 1024;

    /** More certificates or OCSP responses are no chain. */
    static final int MAX_CHAIN = 8;

    private static final int TIME_LENGTH = "2026-11-23T13:33:19.027Z".length();
    private static final int MAX_NAME = 1024;
    private static final int MAX_SERIAL = 64;

    private SignatureReader() {}

    /** Reads a signature document. Bad input is a {@link Deviation}, not an exception. */
    public static ReadSignature read(byte[] document) {
        if (document.length > MAX_LENGTH) {
            return new Deviation("longer than " + MAX_LENGTH + " bytes");
        }
        try {
            return read(new Cursor(document));
        } catch (UnexpectedException e) {
            return new Deviation(e.reason());
        }
    }

    private static SignatureDocument read(Cursor in) throws UnexpectedException {
        in.expect(Profile.HEAD);
        Profile.SignedInfo shape = shape(in);
        DigestAlgorithm digest = shape.digest();
        byte[][] text = shape.form().written();
        byte[][] canonical = shape.form().canonical();
        byte[] objectDigest = in.digestLines(digest.length());
        byte[] propertiesDigest = in.expect(text[1]).digestLines(digest.length());
        in.expect(text[2]);
        byte[] signedInfo = new Bytes(1600)
                .add(canonical[0])
                .canonicalLines(objectDigest)
                .add(canonical[1])
                .canonicalLines(propertiesDigest)
                .add(canonical[2])
                .toArray();

        byte[] value = in.expect(Profile.SIGNATURE_VALUE).base64('\n');
        byte[] certificate = in.expect(Profile.CERTIFICATE).base64Lines();
        in.expect(Profile.PROPERTIES);

        text = shape.properties().written();
        canonical = shape.properties().canonical();
        byte[] time = in.expect(text[0]).take(TIME_LENGTH);
        byte[] certificateDigest = in.expect(text[1]).base64('<');
        byte[] issuer = in.expect(text[2]).text(MAX_NAME);
        byte[] serial = in.expect(text[3]).text(MAX_SERIAL);
        in.expect(text[4]);
        byte[] signedProperties = new Bytes(3072)
                .add(canonical[0])
                .add(time)
                .add(canonical[1])
                .base64(certificateDigest)
                .add(canonical[2])
                .add(issuer)
                .add(canonical[3])
                .add(serial)
                .add(canonical[4])
                .toArray();

        in.expect(Profile.UNSIGNED);
        List<CertificateReference> caReferences = List.of();
        List<byte[]> caCertificates = List.of();
        if (in.accept(Profile.CERTIFICATE_REFERENCES)) {
            caReferences = caReferences(in, digest);
            in.expect(Profile.CERTIFICATE_VALUES);
            caCertificates = values(in, Profile.CERTIFICATE_VALUE, Profile.CERTIFICATE_VALUE_END);
            in.expect(Profile.CERTIFICATE_VALUES_END);
            if (caReferences.size() != caCertificates.size()) {
                throw in.unexpected("as many certificate references as certificates");
            }
        }
        in.expect(Profile.REVOCATION_VALUES);
        List<byte[]> ocspResponses = values(in, Profile.OCSP_VALUE, Profile.OCSP_VALUE_END);
        in.expect(Profile.TAIL).expectEnd();

        return new SignatureDocument(
                List.of(new Reference(shape.object().uri(), digest, objectDigest)),
                shape.key(),
                digest,
                signedInfo,
                value,
                new Reference("#signed-properties", digest, propertiesDigest),
                signedProperties,
                instant(in, time),
                certificate,
                certificateReference(in, digest, certificateDigest, issuer, serial),
                caCertificates,
                caReferences,
                ocspResponses,
                null);
    }

    private static Profile.SignedInfo shape(Cursor in) throws UnexpectedException {
        for (Profile.SignedInfo shape : Profile.SIGNED_INFOS) {
            if (in.accept(shape.form().written()[0])) {
                return shape;
            }
        }
        throw in.unexpected("a known SignedInfo");
    }

    private static List<CertificateReference> caReferences(Cursor in, DigestAlgorithm digest)
            throws UnexpectedException {
        byte[] method = digest.uri().getBytes(US_ASCII);
        var references = new ArrayList<CertificateReference>(1);
        while (in.accept(Profile.REFERENCE_ID)) {
            in.expectNumber(references.size() + 1)
                    .expect(Profile.REFERENCE_METHOD)
                    .expect(method)
                    .expect(Profile.REFERENCE_DIGEST);
            byte[] value = in.base64('<');
            byte[] issuer = in.expect(Profile.REFERENCE_ISSUER).text(MAX_NAME);
            byte[] serial = in.expect(Profile.REFERENCE_SERIAL).text(MAX_SERIAL);
            in.expect(Profile.REFERENCE_END);
            references.add(certificateReference(in, digest, value, issuer, serial));
            if (references.size() > MAX_CHAIN) {
                throw in.unexpected("fewer certificates");
            }
        }
        return references;
    }

    /** Values with ids numbered from 1, at least one. */
    private static List<byte[]> values(Cursor in, byte[] start, byte[] end) throws UnexpectedException {
        var values = new ArrayList<byte[]>(2);
        in.expect(start);
        do {
            in.expectNumber(values.size() + 1).expect(Profile.ID_END);
            values.add(in.base64('<'));
            in.expect(end);
            if (values.size() > MAX_CHAIN) {
                throw in.unexpected("fewer values");
            }
        } while (in.accept(start));
        return values;
    }

    private static CertificateReference certificateReference(
            Cursor in, DigestAlgorithm algorithm, byte[] digest, byte[] issuer, byte[] serial)
            throws UnexpectedException {
        String name = new String(issuer, UTF_8);
        if (name.indexOf('&') >= 0) {
            name = name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        }
        for (byte digit : serial) {
            if (digit < '0' || digit > '9') {
                throw in.unexpected("a serial number");
            }
        }
        return new CertificateReference(algorithm, digest, name, new BigInteger(new String(serial, US_ASCII)));
    }

    /** Reads {@code 2026-11-23T13:33:19.027Z}, the only form servers write. */
    private static Instant instant(Cursor in, byte[] time) throws UnexpectedException {
        if (time[4] != '-'
                || time[7] != '-'
                || time[10] != 'T'
                || time[13] != ':'
                || time[16] != ':'
                || time[19] != '.'
                || time[23] != 'Z') {
            throw in.unexpected("a time in UTC with milliseconds");
        }
        try {
            return LocalDateTime.of(
                            number(in, time, 0, 4),
                            number(in, time, 5, 7),
                            number(in, time, 8, 10),
                            number(in, time, 11, 13),
                            number(in, time, 14, 16),
                            number(in, time, 17, 19),
                            number(in, time, 20, 23) * 1_000_000)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw in.unexpected("a time that exists");
        }
    }

    private static int number(Cursor in, byte[] digits, int from, int to) throws UnexpectedException {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = digits[i] - '0';
            if (digit < 0 || digit > 9) {
                throw in.unexpected("digits in a time");
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
