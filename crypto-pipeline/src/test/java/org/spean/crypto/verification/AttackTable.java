package org.spean.crypto.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SantuarioReader;
import org.spean.crypto.xades.SignatureDocument;
import org.spean.crypto.xades.SignatureParts;
import org.spean.golden.Capture;
import org.spean.golden.Pki;

/** Some of the {@link SignatureAttacks}, and how they are made of an honest signature. */
abstract class AttackTable {

    static final DigestAlgorithm SHA_512 = DigestAlgorithm.SHA_512;

    final Capture capture;
    final Instant now;
    final Pki pki;
    final String member;
    final MessageDigests message;
    final Forge signer;
    final SignatureParts honest;
    final String text;
    final boolean ec;
    private final List<SignatureAttack> attacks = new ArrayList<>();

    /** The attacks on a captured message; see {@link SignatureAttacks#on}. */
    AttackTable(Capture capture, Instant now) {
        this.capture = capture;
        this.now = now;
        this.pki = capture.pki();
        this.member = capture.signer();
        this.message = capture.digests();
        this.ec = Forge.isEc(pki.key(member + "-sign"));
        this.signer = new Forge(pki, member + "-sign", now);
        this.honest = signer.seal(message);
        this.text = new String(honest.signature(), UTF_8);
    }

    /** Puts them into the table. */
    abstract void fill();

    final List<SignatureAttack> all() {
        fill();
        return attacks;
    }

    final void add(String name, SignatureParts parts, Reason reason) {
        attacks.add(new SignatureAttack(name, parts, reason));
    }

    final void sealed(String name, Forge forge, Reason reason) {
        add(name, forge.seal(message), reason);
    }

    final void malformed(String name, String document) {
        if (document.equals(text)) {
            throw new AssertionError("no change: " + name);
        }
        add(name, with(document), Reason.MALFORMED_SIGNATURE);
    }

    /** Altered by someone without the key. */
    final void altered(String name, String from, String to) {
        malformed(name, text.replace(from, to));
    }

    final void resigned(String name, String from, String to) {
        resigned(name, from, to, Reason.MALFORMED_SIGNATURE);
    }

    /** Altered by the signer itself, who signs what came of it where there is still something to sign. */
    final void resigned(String name, String from, String to, Reason reason) {
        byte[] document = signer.resignProperties(honest.signature(), from, to);
        add(name, new SignatureParts(document, honest.result(), honest.chain()), reason);
    }

    final SignatureParts with(String document) {
        return new SignatureParts(document.getBytes(UTF_8), honest.result(), honest.chain());
    }

    final String element(String name) {
        return element(text, name);
    }

    /** The first element of this name, which has none of the same name inside. */
    static String element(String document, String name) {
        String end = "</" + name + ">";
        int from = document.indexOf("<" + name + ">");
        if (from < 0) {
            from = document.indexOf("<" + name + " ");
        }
        return document.substring(from, document.indexOf(end, from) + end.length());
    }

    static byte[] info(String document) {
        return ((SignatureDocument) SantuarioReader.read(document.getBytes(UTF_8))).signedInfo();
    }

    final String otherMember() {
        return member.equals("bank") ? "moi" : "bank";
    }
}
