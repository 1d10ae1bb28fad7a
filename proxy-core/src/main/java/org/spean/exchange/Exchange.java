package org.spean.exchange;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spean.config.GatewayConfig;
import org.spean.config.Keep;
import org.spean.config.Keeping;
import org.spean.config.MessageLogConfig;
import org.spean.crypto.signing.Place;
import org.spean.crypto.verification.Verified;
import org.spean.exchange.ExchangeReport.Outcome;
import org.spean.fault.Fault;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.gate.Entry;
import org.spean.gate.Pass;
import org.spean.globalconf.SecurityServer;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.message.RequestHead;
import org.spean.message.TraceContext;
import org.spean.messagelog.Committed;
import org.spean.messagelog.LogRecord;
import org.spean.messagelog.Reservation;
import org.spean.messagelog.Side;
import org.spean.spool.SpoolFullException;
import org.spean.view.View;

/**
 * The state of one exchange and the runner of its plan. Lives on one event loop from accept to answer; holds what the
 * steps produce, stamps their times, bounds them, and gives everything back when it ends, exactly once.
 */
public abstract sealed class Exchange permits ConsumerExchange, ProviderExchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** Key of each line of the log that concerns an exchange. */
    private static final String REQUEST_ID = "requestId";

    private final Facilities facilities;
    private final View view;
    private final EventLoop loop;
    private final RequestHead request;
    private final Deadlines.Sweeper sweeper;
    private final Instant began;
    private final long beganNanos;
    private final long[] stepEnds;
    private final List<Long> records = new ArrayList<>(2);
    private final Keeping keeping;
    private final OutgoingMessage outgoing;
    private final IncomingMessage incoming;

    private int step = -1;
    private long stepLimit = Long.MAX_VALUE;
    private boolean ended;
    private boolean counted;
    private boolean shared;
    private long answeredNanos;
    private @Nullable SecurityServer peer;
    private @Nullable Reservation reservation;
    private @Nullable Place place;
    private @Nullable Pass pass;
    private Tracer.@Nullable Span span;
    private @Nullable Verified verified;
    private @Nullable Committed committed;

    Exchange(Facilities facilities, EventLoop loop, RequestHead request) {
        this.facilities = facilities;
        this.view = facilities.view();
        this.loop = loop;
        this.request = request;
        this.sweeper = facilities.sweeper(loop);
        this.began = facilities.clock().instant();
        this.beganNanos = loop.ticker().nanoTime();
        this.stepEnds = new long[plan().size()];
        this.keeping = keeping();
        this.outgoing = new OutgoingMessage(view.config().digest(), keeping, share());
        this.incoming = new IncomingMessage(this, keeping, share());
    }

    private KeptShare share() {
        return new KeptShare(facilities.keptBodies(), view.config().messageLog(), origin());
    }

    /** Whether there is room to keep the bodies of one more exchange, if they are kept. */
    final boolean bodiesFit() {
        MessageLogConfig log = view.config().messageLog();
        return keeping.keep() != Keep.FULL || facilities.keptBodies().hasRoom(log.maxBody(), log.bodyMemory());
    }

    private Keeping keeping() {
        ClientId provider = request.service().provider();
        MessageLogConfig log = view.config().messageLog();
        return side() == Side.CONSUMER
                ? log.keeping(request.client(), provider)
                : log.keeping(provider, request.client());
    }

    abstract List<? extends Step<?>> plan();

    abstract void startStep(int index);

    abstract Side side();

    abstract Origin origin();

    /** The member whose signature the incoming message must bear. */
    abstract MemberId expectedSigner();

    /** The member who signs the outgoing message. */
    abstract MemberId ownSigner();

    /** Whether the outgoing message is the response. */
    final boolean outgoingIsResponse() {
        return side() == Side.PROVIDER;
    }

    /** Answers the caller with a fault, in whatever form is still possible. */
    abstract void answer(Fault fault);

    /** Gives back connections; {@code clean} if every message on them ended as it should. */
    abstract void releaseConnections(Outcome outcome);

    /** Tells the gate what the end of this exchange says of what is behind it. */
    abstract void judge(Pass entered, Outcome outcome, @Nullable Fault fault);

    abstract int status();

    /** Lets the peer's message flow. */
    abstract void resumeIncoming();

    /** Sends on what waits for more of a message that is slow to come, so that the peer sees it is still coming. */
    abstract void flush();

    // ---- the runner

    /** Begins the plan. */
    final void begin() {
        facilities.lifetime().enter();
        sweeper.watch(this);
        advance();
    }

    /** Ends the current step and begins the next; the last step ends the exchange by {@link #succeed}. */
    public final void advance() {
        assert loop.inEventLoop();
        if (ended) {
            return;
        }
        long now = loop.ticker().nanoTime();
        if (step >= 0) {
            stepEnds[step] = now;
        }
        step++;
        stepLimit = now + plan().get(step).limit(config().timeouts()).toNanos();
        try {
            startStep(step);
        } catch (RuntimeException e) {
            fail(faultOf(e));
        }
    }

    /** Continues with the future's value on this loop; a late completion, after this step ended, goes to {@code late}. */
    final <T> void await(Future<T> future, Consumer<? super T> then, Consumer<? super T> late) {
        if (future.isDone()) {
            completed(future, step, then, late);
        } else {
            int waiting = step;
            future.addListener((FutureListener<T>) done -> {
                if (loop.inEventLoop()) {
                    completed(done, waiting, then, late);
                } else {
                    loop.execute(() -> completed(done, waiting, then, late));
                }
            });
        }
    }

    /**
     * The peer's message has come, seal and all. What did not fit in memory may still find no room on disk, and as long as nothing
     * was passed on that can be said: so the step ends when all has been written.
     */
    final void receivedAll() {
        Future<Void> stored = incoming.stored();
        if (stored == null) {
            advance();
        } else {
            await(stored, done -> advance(), done -> {});
        }
    }

    private <T> void completed(Future<T> future, int waiting, Consumer<? super T> then, Consumer<? super T> late) {
        boolean current = !ended && step == waiting;
        if (!future.isSuccess()) {
            if (current) {
                fail(faultOf(future.cause()));
            }
            return;
        }
        if (!current) {
            late.accept(future.getNow());
            return;
        }
        guarded(() -> then.accept(future.getNow()));
    }

    /** Runs what an event of a face started; whatever it throws ends the exchange. */
    final void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            fail(faultOf(e));
        }
    }

    private Fault faultOf(Throwable cause) {
        return switch (cause) {
            case FaultException e -> e.fault();
            case SpoolFullException e -> OwnFault.of(FaultCode.INTERNAL_ERROR, origin(), full(e));
            default -> stepFault(cause);
        };
    }

    private static String full(SpoolFullException e) {
        return java.util.Objects.requireNonNullElse(e.getMessage(), "No room to spool the message");
    }

    private Fault stepFault(Throwable cause) {
        Step<?> broken = plan().get(step);
        return broken.failure() == FaultCode.INTERNAL_ERROR
                ? internalError(cause)
                : new OwnFault(broken.failure(), origin(), "Could not " + broken.purpose(), newDetail(), cause);
    }

    final Fault internalError(Throwable cause) {
        return new OwnFault(FaultCode.INTERNAL_ERROR, origin(), "Internal error of the gateway", newDetail(), cause);
    }

    final FaultException refuse(FaultCode code, String message) {
        return new FaultException(OwnFault.of(code, origin(), message));
    }

    private static String newDetail() {
        return java.util.UUID.randomUUID().toString();
    }

    /** Ends the exchange with a fault to the caller. */
    public void fail(Fault fault) {
        if (ended) {
            return;
        }
        if (fault instanceof OwnFault own && own.cause() != null) {
            log.atWarn()
                    .setCause(own.cause())
                    .addKeyValue(REQUEST_ID, request.requestId())
                    .addKeyValue("detail", own.detail())
                    .log("{} failed in {}: {}", side(), stepName(), own.message());
        } else if (log.isDebugEnabled()) {
            log.atDebug()
                    .addKeyValue(REQUEST_ID, request.requestId())
                    .log("{} refused in {}: {}", side(), stepName(), fault);
        }
        end(refusal(fault) ? Outcome.REFUSED : Outcome.FAILED, fault);
    }

    private static boolean refusal(Fault fault) {
        return !(fault instanceof OwnFault own)
                || !((own.code() == FaultCode.INTERNAL_ERROR && own.cause() != null)
                        || own.code() == FaultCode.NETWORK_ERROR
                        || own.code() == FaultCode.LOGGING_FAILED
                        || own.code() == FaultCode.CANNOT_CREATE_SIGNATURE);
    }

    /** The last step's success. */
    final void succeed() {
        if (!ended) {
            stepEnds[step] = loop.ticker().nanoTime();
            end(Outcome.OK, null);
        }
    }

    /** The caller went away: nobody to answer. */
    final void abandon() {
        if (!ended) {
            end(Outcome.ABANDONED, null);
        }
    }

    private void end(Outcome outcome, @Nullable Fault fault) {
        ended = true;
        sweeper.forget(this);
        try {
            if (fault != null) {
                answer(fault);
            }
        } finally {
            releaseConnections(outcome);
            incoming.close();
            outgoing.close();
            if (pass != null) {
                judge(pass, outcome, fault);
                pass.leave();
            }
            if (place != null) {
                facilities.signer().cancel(place);
            }
            if (reservation != null) {
                facilities.log().release(reservation);
            }
            if (counted) {
                facilities.inFlight().leave();
            }
            if (shared) {
                facilities.inFlight().leave(request);
            }
        }
        try {
            ExchangeReport report = report(outcome, fault);
            if (span != null) {
                span.ended(report);
            }
            facilities.observer().ended(report);
        } finally {
            facilities.lifetime().leave();
        }
    }

    private ExchangeReport report(Outcome outcome, @Nullable Fault fault) {
        long now = loop.ticker().nanoTime();
        List<ExchangeReport.StepTime> times = new ArrayList<>(step + 1);
        long from = beganNanos;
        for (int i = 0; i <= step; i++) {
            long to = stepEnds[i] == 0 ? now : stepEnds[i];
            times.add(new ExchangeReport.StepTime(plan().get(i).name(), to - from));
            from = to;
        }
        boolean response = outgoingIsResponse();
        return new ExchangeReport(
                side(),
                outcome,
                began,
                request,
                status(),
                fault,
                verified,
                ownSigner(),
                outgoing.signerSubject(),
                List.copyOf(records),
                peer,
                requestSize(response ? incoming.size() : outgoing.size()),
                response ? outgoing.size() : incoming.size(),
                answeredNanos,
                times,
                now - beganNanos);
    }

    private ExchangeReport.MessageSize requestSize(ExchangeReport.@Nullable MessageSize come) {
        int head = request.octets().length;
        return come == null ? new ExchangeReport.MessageSize(head, head, 0) : come;
    }

    /** The first of the answer is here: the peer's or the service's. */
    final void answered() {
        answeredNanos = loop.ticker().nanoTime() - beganNanos;
    }

    /** The security server at the other end is known. */
    final void peer(SecurityServer server) {
        peer = server;
    }

    // ---- time limits

    final boolean isLate(long now) {
        return now - stepLimit > 0
                || now - beganNanos > config().timeouts().exchange().toNanos();
    }

    void expire() {
        Step<?> late = plan().get(step);
        FaultCode code = late.failure() == FaultCode.INTERNAL_ERROR ? FaultCode.NETWORK_ERROR : late.failure();
        fail(OwnFault.of(code, origin(), "Could not " + late.purpose() + " in time"));
    }

    // ---- what the steps share

    final void reserve(Reservation places) {
        reservation = places;
    }

    final void reserve(Place signerPlace) {
        place = signerPlace;
    }

    /** Whether the client may have one more exchange. */
    final boolean takeShare() {
        shared = true;
        return facilities.inFlight().enter(request, config().limits().exchangesPerClient());
    }

    /** Begins a span of this exchange. */
    final void trace(Tracer tracer, @Nullable TraceContext caller) {
        span = tracer.begin(side(), request, caller, began);
    }

    /** What those that this exchange calls are told of its trace; {@code null}: nothing. */
    final @Nullable TraceContext traceContext() {
        return span == null ? null : span.context();
    }

    /** Goes through a gate; an exchange leaves it when it ends. */
    final void enter(Entry entry) {
        pass = passed(entry);
    }

    /** The pass that a gate gave; throws what it said instead. */
    final Pass passed(Entry entry) {
        return switch (entry) {
            case Pass entered -> entered;
            case Entry.Refusal refusal -> throw refuse(refusal.code(), refusal.message());
        };
    }

    final Pass pass() {
        return present(pass, "pass");
    }

    final boolean count() {
        counted = facilities.inFlight().enter(config().limits().exchanges());
        return counted;
    }

    final Reservation reservation() {
        return present(reservation, "reservation");
    }

    /** The signer place; taken once. */
    final Place takePlace() {
        Place taken = present(place, "signer place");
        place = null;
        return taken;
    }

    final void verified(Verified receipt) {
        if (!receipt.covers(incoming.digests())) {
            throw new IllegalStateException("verified: receipt of another message");
        }
        verified = receipt;
    }

    final Verified verified() {
        return present(verified, "verified");
    }

    final void committed(Committed receipt, LogRecord record) {
        if (!receipt.of(record)) {
            throw new IllegalStateException("committed: receipt of another record");
        }
        records.add(receipt.recordId());
        committed = receipt;
    }

    final Committed committed() {
        return present(committed, "committed");
    }

    static <T> T present(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException(name + ": not there yet");
        }
        return value;
    }

    final String stepName() {
        return step < 0 ? "ACCEPT" : plan().get(step).name();
    }

    final boolean ended() {
        return ended;
    }

    final boolean inStep(String name) {
        return !ended && stepName().equals(name);
    }

    final Facilities facilities() {
        return facilities;
    }

    /** Configuration pinned for this exchange. */
    public final View view() {
        return view;
    }

    final GatewayConfig config() {
        return view.config();
    }

    final EventLoop loop() {
        return loop;
    }

    /** Head of the request. */
    public final RequestHead request() {
        return request;
    }

    final ClientId client() {
        return request.client();
    }

    final OutgoingMessage outgoing() {
        return outgoing;
    }

    final IncomingMessage incoming() {
        return incoming;
    }
}
