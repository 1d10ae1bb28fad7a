package org.spean.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultException;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;

/** Bytes of one body or attachment for the message log, up to a bound for all of a message. */
final class BodyKeeper {

    private final int most;
    private final int limit;
    private final Origin origin;
    private byte[] bytes;
    private int length;

    /**
     * @param most bytes of all attachments of the message
     * @param before bytes kept of those before this one
     */
    BodyKeeper(int most, int before, Origin origin) {
        this.most = most;
        this.limit = most - before;
        this.origin = origin;
        this.bytes = new byte[Math.min(limit, 256)];
    }

    void add(ByteBuf data) {
        int more = data.readableBytes();
        if (more > limit - length) {
            throw new FaultException(OwnFault.of(
                    FaultCode.LOGGING_FAILED,
                    origin,
                    "Message is larger than the message log keeps: " + most + " bytes of body or attachments"));
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
