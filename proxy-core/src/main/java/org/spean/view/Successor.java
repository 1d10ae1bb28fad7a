package org.spean.view;

import org.spean.config.ConfigurationException;

/** Makes what follows from a view ready before the view is in use. */
@FunctionalInterface
public interface Successor {

    /**
     * Prepares everything and changes nothing that is in use. Called by one thread, which may block.
     *
     * @return not taken yet
     * @throws ConfigurationException in one line, when something cannot be had; then nothing of it is left
     */
    Change prepare(View next);
}
