package org.spean.messagelog;

/** What a record is: bits that outlive this version, so none is ever given another meaning. */
public final class RecordKind {

    private static final int PROVIDER = 1;
    private static final int RESPONSE = 2;
    private static final int WHOLE_MESSAGE = 4;

    /** Message and bodies are encrypted. */
    public static final int ENCRYPTED = 8;

    /** Side and direction, by which records are counted. */
    public static final int COUNTED = PROVIDER | RESPONSE;

    private RecordKind() {}

    public static int of(Side side, boolean response, boolean wholeMessage) {
        return (side == Side.PROVIDER ? PROVIDER : 0) | (response ? RESPONSE : 0) | (wholeMessage ? WHOLE_MESSAGE : 0);
    }

    public static Side side(int kind) {
        return (kind & PROVIDER) == 0 ? Side.CONSUMER : Side.PROVIDER;
    }

    public static boolean response(int kind) {
        return (kind & RESPONSE) != 0;
    }

    public static boolean wholeMessage(int kind) {
        return (kind & WHOLE_MESSAGE) != 0;
    }
}
