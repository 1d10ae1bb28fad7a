package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;

/** Bytes of one body for the message log, up to a bound. */
final class BodyKeeper {

    private final int limit;
    private final Origin origin;
    private byte[] bytes = new byte[256];
    private int length;

    BodyKeeper(int limit, Origin origin) {
        this.limit = limit;
        this.origin = origin;
    }

    void add(ByteBuf data) {
        int more = data.readableBytes();
        if (more > limit - length) {
            throw new FaultException(OwnFault.of(
                    FaultCode.LOGGING_FAILED,
                    origin,
                    "Body is larger than the message log keeps: " + limit + " bytes"));
        }
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(2L * bytes.length, (long) length + more)));
        }
        data.getBytes(data.readerIndex(), bytes, length, more);
        length += more;
    }

    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
