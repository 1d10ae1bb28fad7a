package org.spean.client;

import org.spean.message.MessageEvent;

/** A request answered from its head alone; the port drains what follows. */
enum AnsweredFromHead implements ClientResource.Conversation {
    INSTANCE;

    @Override
    public void received(MessageEvent event) {
        throw new IllegalStateException("event: " + event.getClass().getSimpleName());
    }

    @Override
    public void writable() {}

    @Override
    public void gone() {}
}
