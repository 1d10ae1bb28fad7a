package org.spean.admin;

import org.reactivestreams.Publisher;
import org.spean.health.Health;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /ready}: 200 when this gateway should be given work, else 503; the names of the failed checks, not their reasons. */
final class ReadyResource implements AdminResource {
    private final Health health;

    ReadyResource(Health health) {
        this.health = health;
    }

    @Override
    public String path() {
        return "/ready";
    }

    @Override
    public boolean forEverybody() {
        return true;
    }

    @Override
    public Publisher<Void> answer(HttpServerResponse response) {
        Health.Verdict verdict = health.verdict();
        if (verdict.good()) {
            return Text.send(response, 200, Text.PLAIN, "ready\n");
        }
        StringBuilder failed = new StringBuilder("not ready:");
        for (Health.Result result : verdict.results()) {
            if (result.trouble() != null) {
                failed.append(' ').append(result.name());
            }
        }
        return Text.send(response, 503, Text.PLAIN, failed.append('\n').toString());
    }
}
