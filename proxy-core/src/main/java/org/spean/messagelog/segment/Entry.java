package org.spean.messagelog.segment;

import java.nio.ByteBuffer;

/**
 * One thing that the log says. Kinds outlive this version: none is ever given another meaning.
 *
 * @param payload valid until the sink it was given to returns
 */
record Entry(Place place, byte kind, ByteBuffer payload) {

    /** A signature document: number, flags, document, result. */
    static final byte SIGNATURE = 1;
    /** A message: see {@link RecordEntry}. */
    static final byte RECORD = 2;
    /** Of a time-stamp that is yet to come: number of the time-stamp, number of the signature, its hash chain. */
    static final byte CHAIN = 3;
    /** A time-stamp: number, time, token, result, numbers of the signatures. */
    static final byte STAMP = 4;
    /** An archive file: group, digest, file name, numbers of the records. */
    static final byte ARCHIVED = 5;
    /** Segments that are to go: the number of the last of them. */
    static final byte REMOVED = 6;
    /** Nothing: a trial whether a durable write works, or the end of a run that closed in order. */
    static final byte NOTHING = 7;

    Entry {
        payload = payload.slice();
    }

    /** Takes entries in their order. */
    interface Sink {
        void take(Entry entry);
    }
}
