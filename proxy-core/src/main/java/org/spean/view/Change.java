package org.spean.view;

/** Something prepared for a new view: to be taken or discarded, once. */
public interface Change {

    /** Changes nothing. */
    Change NONE = new Change() {
        @Override
        public void take() {
            // nothing to take
        }

        @Override
        public void discard() {
            // nothing to give up
        }
    };

    /** From now on it is in use instead of what was. Does not fail. */
    void take();

    /** Closes what was opened for it; what was in use stays. Does not fail. */
    void discard();
}
