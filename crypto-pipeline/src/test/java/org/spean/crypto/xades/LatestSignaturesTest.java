package org.spean.crypto.xades;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatestSignaturesTest {

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void findsExactlyWhatWasRemembered() {
        LatestSignatures<String> latest = new LatestSignatures<>(100);
        assertThat(latest.find(bytes("document"), bytes("result"))).isNull();

        latest.remember(bytes("document"), bytes("result"), "known");
        latest.remember(bytes("another document"), bytes("result"), "also");

        assertThat(latest.find(bytes("document"), bytes("result"))).isEqualTo("known");
        assertThat(latest.find(bytes("another document"), bytes("result"))).isEqualTo("also");
        assertThat(latest.find(bytes("documenT"), bytes("result"))).isNull();
        assertThat(latest.find(bytes("document"), bytes("results"))).isNull();
        assertThat(latest.find(bytes("documentr"), bytes("esult"))).isNull();
        assertThat(latest.find(bytes("another documen"), bytes("tresult"))).isNull();
    }

    @Test
    void theOldestMakesRoomAlsoWhereTheRingBeginsAgain() {
        LatestSignatures<Integer> latest = new LatestSignatures<>(25);
        for (int i = 0; i < 100; i++) {
            latest.remember(bytes("document" + i % 10), bytes("" + i % 10), i);
            assertThat(latest.size()).isBetween(1, 2);
            assertThat(latest.find(bytes("document" + i % 10), bytes("" + i % 10)))
                    .isEqualTo(i);
        }
        latest.remember(new byte[25], new byte[0], 1000);
        assertThat(latest.size()).isOne();
        latest.remember(new byte[25], new byte[1], 2000); // more than all of it
        assertThat(latest.find(new byte[25], new byte[0])).isEqualTo(1000);
        latest.forget();
        assertThat(latest.size()).isZero();
        assertThat(latest.find(new byte[25], new byte[0])).isNull();
    }

    @Test
    void withoutRoomNothingIsRemembered() {
        LatestSignatures<Integer> none = new LatestSignatures<>(0);
        none.remember(bytes("document"), bytes("result"), 1);
        assertThat(none.size()).isZero();
        assertThat(none.find(bytes("document"), bytes("result"))).isNull();
        assertThatThrownBy(() -> new LatestSignatures<>(-1)).hasMessageContaining("capacity: -1 (expected: >= 0)");
    }

    /** Whatever their lengths: the last ones are found, and nothing is found with the value of another. */
    @Test
    void manyOfAllLengths() {
        Random random = new Random(7);
        LatestSignatures<Integer> latest = new LatestSignatures<>(1000);
        List<byte[][]> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[][] one = {new byte[random.nextInt(300)], new byte[4 + random.nextInt(60)]};
            random.nextBytes(one[0]);
            random.nextBytes(one[1]);
            all.add(one);
            latest.remember(one[0], one[1], i);
            int room = 1000 - 363; // what may be left over at the end of the ring
            int found = 0;
            for (int back = i; back >= Math.max(0, i - 20); back--) {
                byte[][] other = all.get(back);
                room -= other[0].length + other[1].length;
                Integer value = latest.find(other[0], other[1]);
                if (room >= 0) {
                    assertThat(value).isEqualTo(back);
                }
                found += value == null ? 0 : 1;
                assertThat(value).isIn(back, null);
            }
            assertThat(latest.size()).isGreaterThanOrEqualTo(found);
        }
    }
}
