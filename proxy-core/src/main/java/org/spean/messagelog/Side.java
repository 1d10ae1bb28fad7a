package org.spean.messagelog;

/** The role in which this gateway saw a message. */
public enum Side {
    /** The client is ours. */
    CONSUMER,
    /** The service is ours. */
    PROVIDER
}
