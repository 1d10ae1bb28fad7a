package org.spean.access;

import org.spean.message.RequestHead;
import org.spean.view.View;

/** A service of the gateway itself, as far as rights on it go: no rule of the configuration speaks of it. */
public interface OwnService {
    /** Whether this is what the request asks for. */
    boolean answers(RequestHead request);

    /** Whether the client of the request, whose signature is verified, may have it. */
    boolean allows(View view, RequestHead request);
}
