package org.spean.crypto.verification;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.spean.golden.Capture;

/**
 * The known attacks on XML signatures, on certificates and on hash chains, made with the real keys of a captured exchange.
 * One table for the verifier, whose two paths must refuse each, and for gateways that get it over a real connection.
 */
public final class SignatureAttacks {

    private SignatureAttacks() {}

    /** All attacks on a captured message of a set with keys of one kind, RSA or EC. */
    public static List<SignatureAttack> on(Capture capture, Instant now) {
        return Stream.of(
                        new DocumentAttacks(capture, now),
                        new SignerAttacks(capture, now),
                        new MessageAttacks(capture, now))
                .flatMap(table -> table.all().stream())
                .toList();
    }
}
