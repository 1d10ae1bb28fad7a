package org.spean.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is noted of keys, whatever their files are called. */
class KeyIndexTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"signing-0a", "bank sign", "a=b", "a:b", "#1", "!x", "back\\slash", "with.dot", "ប៊ិច"})
    void aNoteIsOfTheKeyItWasMadeFor(String id) throws Exception {
        KeyIndex.read(folder).with(id, false).with("other", true).write(folder);

        assertThat(KeyIndex.read(folder).active(id)).isFalse();
        assertThat(KeyIndex.read(folder).active("other")).isTrue();
    }

    @Test
    void aLabelStaysOneAndTheSame() throws Exception {
        KeyIndex.Entry entry = new KeyIndex.Entry(KeyUse.SIGNING, null, "a \\ b\r\nx.active = false", true);
        KeyIndex.read(folder).with("x", entry).write(folder);

        assertThat(KeyIndex.read(folder).entry("x").label()).isEqualTo("a \\ b  x.active = false");
        assertThat(KeyIndex.read(folder).active("x")).isTrue();
    }
}
