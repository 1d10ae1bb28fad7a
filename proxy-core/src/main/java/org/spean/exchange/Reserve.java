package org.spean.exchange;

import org.spean.crypto.signing.Place;
import org.spean.fault.FaultCode;
import org.spean.messagelog.Reservation;
import org.spean.spool.Lease;

/** Places for all that the exchange will need, so that nothing is refused half-way. */
final class Reserve implements Step<Exchange> {

    private final int records;

    Reserve(int records) {
        this.records = records;
    }

    @Override
    public String name() {
        return "RESERVE";
    }

    @Override
    public void start(Exchange exchange) {
        Facilities facilities = exchange.facilities();
        for (Admission admission : facilities.admissions()) {
            Admission.Refusal refusal = admission.refusal();
            if (refusal != null) {
                throw exchange.refuse(refusal.code(), refusal.message());
            }
        }
        if (!exchange.count()) {
            throw exchange.refuse(
                    FaultCode.INTERNAL_ERROR,
                    InFlight.full(exchange.config().limits().exchanges()));
        }
        if (!exchange.takeShare()) {
            throw exchange.refuse(
                    FaultCode.INTERNAL_ERROR,
                    "The client is at its limit of "
                            + exchange.config().limits().exchangesPerClient() + " exchanges: try again later");
        }
        Reservation reservation = facilities.log().reserve(records);
        if (reservation == null) {
            throw exchange.refuse(FaultCode.LOGGING_FAILED, "The message log takes no more records: try again later");
        }
        exchange.reserve(reservation);
        if (!exchange.bodiesFit()) {
            throw exchange.refuse(FaultCode.LOGGING_FAILED, "Too many bodies wait to be logged: try again later");
        }
        Place place = facilities.signer().reserve();
        if (place == null) {
            throw exchange.refuse(FaultCode.CANNOT_CREATE_SIGNATURE, "The signer is busy: try again later");
        }
        exchange.reserve(place);
        Lease lease = facilities.spools().lease(exchange.client());
        if (lease == null) {
            throw exchange.refuse(FaultCode.INTERNAL_ERROR, "The spool is full: try again later");
        }
        exchange.incoming().lease(lease);
        exchange.advance();
    }
}
