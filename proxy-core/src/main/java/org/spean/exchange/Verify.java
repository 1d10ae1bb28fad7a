package org.spean.exchange;

import io.netty.util.concurrent.Promise;
import java.time.Instant;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.verification.Deviates;
import org.spean.crypto.verification.Refused;
import org.spean.crypto.verification.SignatureVerifier;
import org.spean.crypto.verification.Verdict;
import org.spean.crypto.verification.Verified;
import org.spean.fault.FaultCode;

/** The signature covers every part, and its signer is the member the message names. */
final class Verify implements Step<Exchange> {

    @Override
    public String name() {
        return "VERIFY";
    }

    @Override
    public void start(Exchange exchange) {
        SignatureVerifier verifier = exchange.facilities().verifier();
        IncomingMessage message = exchange.incoming();
        TrustAnchors anchors = exchange.view().anchors();
        Instant now = exchange.facilities().clock().instant();
        Verdict verdict =
                verifier.verify(message.signature(), message.digests(), exchange.expectedSigner(), anchors, now);
        if (verdict instanceof Deviates) {
            Promise<Verdict> slow = exchange.loop().newPromise();
            verifier.verifySlowly(message.signature(), message.digests(), exchange.expectedSigner(), anchors, now)
                    .subscribe(slow::trySuccess, slow::tryFailure);
            exchange.await(slow, answer -> judge(exchange, answer), answer -> {});
        } else {
            judge(exchange, verdict);
        }
    }

    private static FaultCode signatureFault(Refused refused) {
        FaultCode code = FaultCode.named(refused.reason().code());
        return code == null ? FaultCode.INVALID_SIGNATURE_VALUE : code;
    }

    private static void judge(Exchange exchange, Verdict verdict) {
        switch (verdict) {
            case Verified verified -> {
                exchange.verified(verified);
                exchange.advance();
            }
            case Refused refused -> throw exchange.refuse(signatureFault(refused), refused.message());
            case Deviates deviates -> throw exchange.refuse(FaultCode.MALFORMED_SIGNATURE, deviates.reason());
        }
    }
}
