package org.spean.gateway;

import java.util.ArrayList;
import java.util.List;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/**
 * Takes a changed configuration up everywhere or nowhere: all are asked to prepare, in order; when one refuses, what the
 * others had prepared is discarded. What is to follow the configuration next is one more of them.
 */
final class Reload implements Successor {

    private final List<Successor> all;

    Reload(Successor... all) {
        this.all = List.of(all);
    }

    @Override
    public Change prepare(View next) {
        List<Change> prepared = new ArrayList<>(all.size());
        try {
            for (Successor one : all) {
                prepared.add(one.prepare(next));
            }
        } catch (RuntimeException e) {
            discard(prepared);
            throw e;
        }
        return new Change() {
            @Override
            public void take() {
                prepared.forEach(Change::take);
            }

            @Override
            public void discard() {
                Reload.discard(prepared);
            }
        };
    }

    private static void discard(List<Change> prepared) {
        prepared.reversed().forEach(Change::discard);
    }
}
