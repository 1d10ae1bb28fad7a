package org.spean.message;

/** Where a message comes from. All methods are called on the event loop of the exchange. */
public interface MessageSource {
    /** No further events until {@link #resume}, but for those already on their way. */
    void pause();

    /** Events may come again. */
    void resume();

    /** The rest of the message is not wanted; what carries it will be closed. */
    void cancel();
}
