package org.spean.messagelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.spean.messagelog.LoggedSignature.OwnSignature;
import org.spean.messagelog.LoggedSignature.PeerSignature;

/** What is read back is what was written. */
public final class SameEvidence {

    private SameEvidence() {}

    public static void assertSame(@Nullable Evidence read, long id, LogRecord written) {
        assertThat(read).isNotNull();
        assertThat(read.id()).isEqualTo(id);
        assertThat(read.side()).isEqualTo(written.side());
        assertThat(read.response()).isEqualTo(written.response());
        assertThat(read.queryId()).isEqualTo(written.queryId());
        assertThat(read.requestId()).isEqualTo(written.requestId());
        assertThat(read.client()).isEqualTo(written.client());
        assertThat(read.service()).isEqualTo(written.service());
        assertThat(read.signer()).isEqualTo(written.signer());
        assertThat(read.time()).isEqualTo(written.time());
        assertThat(read.octets()).isEqualTo(written.message());
        assertThat(read.wholeMessage()).isEqualTo(written.wholeMessage());
        assertThat(read.attachments()).usingElementComparator(Arrays::compare).isEqualTo(written.attachments());
        assertThat(read.digests()).usingRecursiveComparison().isEqualTo(written.digests());
        assertThat(read.signature())
                .usingRecursiveComparison()
                .isEqualTo(
                        switch (written.signature()) {
                            case OwnSignature own -> own.signed().parts();
                            case PeerSignature peer -> peer.parts().whole(written.digests());
                        });
    }
}
