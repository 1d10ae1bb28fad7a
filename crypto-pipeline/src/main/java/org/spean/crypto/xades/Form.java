package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A fixed piece of XML with slots, in the two spellings that matter: as servers write it, and as inclusive
 * canonicalisation (C14N 1.0) of that element inside the document gives it. A form has one segment more than slots.
 */
@SuppressWarnings("ArrayRecordComponent")
record Form(byte[][] written, byte[][] canonical) {

    /** Marks a slot in the text of a form. */
    static final String SLOT = "\0";

    /** The root's declarations, which canonicalisation repeats on the element it starts with. */
    static final String NAMESPACES = " xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\""
            + " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
            + " xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    private static final Pattern EMPTY_ELEMENT = Pattern.compile("<([a-zA-Z0-9:]+)([^<>]*)/>");
    private static final Pattern START_TAG = Pattern.compile("^<([a-zA-Z0-9:]+)");

    /** The form of an element whose text has attributes in canonical order already. */
    static Form of(String element) {
        String canonical = EMPTY_ELEMENT.matcher(element).replaceAll("<$1$2></$1>");
        canonical = START_TAG.matcher(canonical).replaceFirst("<$1" + NAMESPACES);
        return new Form(segments(element), segments(canonical));
    }

    private static byte[][] segments(String text) {
        return Arrays.stream(text.split(SLOT, -1))
                .map(segment -> segment.getBytes(UTF_8))
                .toArray(byte[][]::new);
    }
}
