package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;

/** Good signatures of something else, and hash chains that are not what they should be. */
final class MessageAttacks extends AttackTable {

    private static final String DS = "http://www.w3.org/2000/09/xmldsig#";

    MessageAttacks(Capture capture, Instant now) {
        super(capture, now);
    }

    @Override
    void fill() {
        otherMessages();
        if (capture.signature().chain() != null) {
            chains();
        }
    }

    private void otherMessages() {
        byte[] digest = SHA_512.digest("another message".getBytes(UTF_8));
        var another = new MessageDigests(SHA_512, digest, message.attachments());
        add("message: a signature of another one", signer.seal(another), Reason.INVALID_SIGNATURE_VALUE);
        add(
                "message: a signature of one with another body",
                signer.seal(new MessageDigests(SHA_512, message.message(), List.of(digest))),
                message.attachments().isEmpty() ? Reason.INVALID_HASH_CHAIN_REFERENCE : Reason.INVALID_SIGNATURE_VALUE);
        if (!pki.hasIntermediate()) { // of such a set none was captured
            Capture batch = Capture.of(capture.set().name(), ec ? "ec-batch-8" : "batch-16", capture.direction());
            add("message: the batch of others", batch.signature(), Reason.INVALID_SIGNATURE_VALUE);
        }
        if (honest.result() != null) {
            SignatureParts theirs = signer.seal(another);
            add(
                    "message: the chain of another one beside its own signature",
                    new SignatureParts(honest.signature(), honest.result(), theirs.chain()),
                    Reason.INVALID_SIGNATURE_VALUE);
            add(
                    "message: result and chain of its own beside the signature of another one",
                    new SignatureParts(theirs.signature(), honest.result(), honest.chain()),
                    Reason.INVALID_SIGNATURE_VALUE);
        }
    }

    /** The captured signature and result, which are good, with a chain that is not. */
    private void chains() {
        String chain = new String(Objects.requireNonNull(capture.signature().chain()), UTF_8);
        String head = chain.substring(
                0, chain.indexOf("<HashStep") < 0 ? chain.indexOf("<ns2:HashStep") : chain.indexOf("<HashStep"));
        String prefix = chain.contains("<ns2:HashStep") ? "ns2:" : "";
        String end = "</" + prefix + "HashChain>";
        String data = chain.substring(chain.indexOf("<" + prefix + "DataRef"), chain.lastIndexOf("DataRef>") + 8);
        Reason malformed = Reason.MALFORMED_HASH_CHAIN;
        Reason reference = Reason.INVALID_HASH_CHAIN_REFERENCE;
        chain("hash chain: a step that refers to itself", head + step(prefix, 0, 0) + end, reference);
        chain("hash chain: a circle of two", head + step(prefix, 0, 1) + step(prefix, 1, 0) + end, reference);
        StringBuilder circle = new StringBuilder(head);
        for (int i = 0; i < 40; i++) {
            circle.append(step(prefix, i, (i + 1) % 40));
        }
        chain("hash chain: a circle of forty", circle + end, reference);
        StringBuilder exponential = new StringBuilder(head);
        for (int i = 0; i < 40; i++) {
            exponential.append(step(prefix, i, i + 1, i + 1));
        }
        chain("hash chain: exponential", exponential + last(prefix, 40, data) + end, malformed);
        StringBuilder deep = new StringBuilder(head);
        for (int i = 0; i < 400; i++) {
            deep.append(step(prefix, i, i + 1));
        }
        chain("hash chain: too deep", deep + last(prefix, 400, data) + end, malformed);
        chain(
                "hash chain: elements in each other",
                head + ("<" + prefix + "HashStep id=\"STEP0\">").repeat(1000),
                malformed);
        chain(
                "hash chain: entities",
                chain.replaceFirst("\\?>", "?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"),
                malformed);
        chain("hash chain: a step too many", chain.replace(end, step(prefix, 77, 0) + end), reference);
        chain(
                "hash chain: data from elsewhere",
                chain.replace("/message.xml", "http://attacker.example/message.xml"),
                reference);
        chain("hash chain: data from a file", chain.replace("/message.xml", "/etc/passwd"), reference);
        chain("hash chain: SHA-1", chain.replace("xmlenc#sha512", "../../2000/09/xmldsig#sha1"), malformed);
        chain(
                "hash chain: a transformation",
                chain.replaceFirst(
                        "(DataRef URI=\"/message.xml\">)",
                        "$1<x:Transforms xmlns:x=\"" + DS
                                + "\"><x:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></x:Transforms>"),
                malformed);
        chain("hash chain: empty", head + end, reference);
    }

    private void chain(String name, String document, Reason reason) {
        SignatureParts own = capture.signature();
        add(name, new SignatureParts(own.signature(), own.result(), document.getBytes(UTF_8)), reason);
    }

    private static String step(String prefix, int number, int... next) {
        StringBuilder step = new StringBuilder("<" + prefix + "HashStep id=\"STEP" + number + "\">");
        for (int to : next) {
            step.append("<" + prefix + "StepRef URI=\"#STEP" + to + "\"/>");
        }
        return step + "</" + prefix + "HashStep>";
    }

    private static String last(String prefix, int number, String data) {
        return "<" + prefix + "HashStep id=\"STEP" + number + "\">" + data + "</" + prefix + "HashStep>";
    }
}
