package org.spean.exchange;

import java.util.List;

/**
 * The order of guarantees, for both roles. This is the file to read first: a message takes these steps from top to
 * bottom, and what a step proves is an object the later ones demand.
 */
final class ExchangePlan {

    /** Our information system asks, a peer answers. */
    static final List<Step<? super ConsumerExchange>> CONSUMER = List.of(
            Steps.ACCEPT, // head parsed, configuration pinned
            new AuthenticateClient(), // subsystem registered here; connection type and certificate as it demands
            new Reserve(2), // places in the message log, the signer and the spool: the bound on exchanges in flight
            new Route(), // security servers of the provider; a signing key of the client's member
            new Connect(), // pooled or fastest connection, on this event loop
            new TrustProvider(), // authentication certificate registered for this provider, its OCSP status good
            new SendRequest(), // message out, digested as it passes
            new Sign(), // -> Signed
            new CommitOutgoing(), // request record durable -> Committed
            new SealRequest(), // hash chain, signature and last boundary: from here on the provider may act
            new Receive(), // digest and spool until the seal
            new Verify(), // signer is the provider's member -> Verified
            new MatchResponse(), // the answer to this very request -> Matched
            new CommitIncoming(), // response record durable -> Committed
            new DeliverResponse()); // opens the client's answer with these three

    /** A peer asks, our service answers. */
    static final List<Step<? super ProviderExchange>> PROVIDER = List.of(
            Steps.ACCEPT, // transport head, OCSP responses and message head read, configuration pinned
            new TrustConsumer(), // authentication certificate registered for this client, its OCSP status good
            new Reserve(2),
            new Admit(), // only decides whether content is spooled or discarded; answers nothing yet
            new Receive(),
            new Verify(), // signer is the client's member -> Verified
            new Authorise(), // the right, on the verified head -> Permit
            new CommitIncoming(), // request record durable -> Committed
            new CallService(), // opens the service with these three
            new SendResponse(), // response out, digested as it passes
            new Sign(),
            new CommitOutgoing(),
            new SealResponse());

    private ExchangePlan() {}
}
