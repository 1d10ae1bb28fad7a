package org.spean.net;

/** User event: the peer of this channel has kept silent for too long in the given phase. Nothing has been closed yet. */
public record ChannelTimeout(ChannelTimeouts.Phase phase) {}
