package org.spean.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.spean.crypto.key.AuthenticationIdentity;
import org.spean.testbed.authority.KeyKind;

/** Ticket keys are replaced in time, while the context serves. */
class TicketsTest {
    @Test
    void keysAreReplacedTwiceADay() throws Exception {
        assumeTrue(OpenSsl.isAvailable(), "tickets are BoringSSL's");
        AuthenticationIdentity identity =
                TestNet.identity(TestNet.authority("CA", KeyKind.EC_P256), "server", KeyKind.EC_P256);
        OpenSslServerContext context =
                (OpenSslServerContext) SslContextBuilder.forServer(identity.key(), identity.chain())
                        .sslProvider(SslProvider.OPENSSL)
                        .build();
        MockTicker ticker = Ticker.newMockTicker();
        Tickets tickets = new Tickets(context, ticker);
        for (int i = 0; i < 3; i++) {
            ticker.advance(13, TimeUnit.HOURS);
            tickets.keepFresh();
            tickets.keepFresh();
        }
        assertThat(context.sessionContext().stats().ticketKeyFail()).isZero();
    }
}
