package org.spean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(
        named = BlockingGuard.SWITCH,
        matches = "true",
        disabledReason = "only in the profile blockhound")
class BlockingGuardTest {
    private static List<String> foundIn(String name) throws InterruptedException {
        Thread sleeper = new Thread(
                () -> {
                    try {
                        Thread.sleep(1); // what the guard is to find; nothing waits for it to pass
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        sleeper.start();
        sleeper.join();
        return BlockingGuard.findings();
    }

    @Test
    void findsALoopThatSleeps() throws Exception {
        assertThat(foundIn("spean-loop-of-a-test"))
                .singleElement()
                .satisfies(found -> assertThat(found).contains("sleep", "BlockingGuardTest"));
    }

    @Test
    void othersMaySleep() throws Exception {
        assertThat(foundIn("spean-aside-of-a-test")).isEmpty();
    }
}
