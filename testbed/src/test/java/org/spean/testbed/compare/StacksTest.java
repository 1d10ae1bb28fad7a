package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spean.testbed.compare.Stacks.Part;

class StacksTest {
    private static final Stacks STACKS = Stacks.parse(List.of(
            "[loop-1 tid=17];java/lang/Thread.run;org/spean/peer/PeerPort.read;java/security/MessageDigest.update 5",
            "[loop-2 tid=18];java/lang/Thread.run;org/spean/peer/PeerPort.read;java/security/MessageDigest.update 2",
            "[loop-2 tid=18];org/spean/peer/PeerPort.read;org/spean/wire/Head.write;org/spean/wire/Head$$Lambda.0x1.run 4",
            "[C2 CompilerThread0 tid=9];Compile::compile 6"));

    @Test
    void addsUpThreadsWhoseNamesDifferInNumbersOnly() {
        assertThat(STACKS.total()).isEqualTo(17);
        assertThat(STACKS.byThreads()).containsExactly(new Part("[loop-#]", 11), new Part("[C2 CompilerThread#]", 6));
    }

    @Test
    void givesWhatIsOutsideOfSpeanToTheMethodThatCalledIt() {
        assertThat(STACKS.byOwnMethods())
                .containsExactly(
                        new Part("peer.PeerPort.read", 7),
                        new Part("none, [C2 CompilerThread#]", 6),
                        new Part("wire.Head.write", 4));
    }

    @Test
    void leavesThreadsOutThatOnlyWait() {
        assertThat(STACKS.withoutIdle().byThreads()).containsExactly(new Part("[loop-#]", 11));
    }

    @Test
    void tellsOfLibrariesNoMoreThanTheirNames() {
        Stacks stacks = Stacks.parse(
                List.of(
                        "[log tid=3];org/spean/messagelog/Index.put;/opt/some where/lib.1/libsqlitejdbc.so;/opt/x/libc.so (deleted) 3"));
        assertThat(stacks.collapsed())
                .isEqualTo("[log];org/spean/messagelog/Index.put;libsqlitejdbc.so;libc.so (deleted) 3\n");
    }

    @Test
    void writesWhatItReads() {
        assertThat(Stacks.parse(STACKS.collapsed().lines().toList()).byOwnMethods())
                .isEqualTo(STACKS.byOwnMethods());
        assertThat(STACKS.collapsed()).contains("[loop-#];java/lang/Thread.run;org/spean/peer/PeerPort.read");
    }
}
