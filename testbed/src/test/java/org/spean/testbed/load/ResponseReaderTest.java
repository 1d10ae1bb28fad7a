package org.spean.testbed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final String RESPONSES = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
            + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n"
            + "3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: t\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n"
            + "HTTP/1.1 500 Oops\r\nCONTENT-LENGTH:0\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 1000})
    void readsResponsesHoweverTheyAreSplit(int step) throws IOException {
        ResponseReader reader = new ResponseReader("GET");
        byte[] bytes = RESPONSES.getBytes(StandardCharsets.US_ASCII);
        List<String> seen = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += step) {
            ByteBuf part = Unpooled.wrappedBuffer(bytes, from, Math.min(step, bytes.length - from));
            while (reader.read(part)) {
                seen.add(reader.status() + " " + reader.length() + (reader.close() ? " close" : ""));
            }
        }
        assertThat(seen).containsExactly("200 5", "201 19", "204 0", "500 0 close");
        assertThat(reader.within()).isFalse();
    }

    @Test
    void endsWithTheConnectionWhenThereIsNoLength() throws IOException {
        ResponseReader reader = new ResponseReader("GET");
        assertThat(reader.read(ascii("HTTP/1.0 200 OK\r\n\r\nsome"))).isFalse();
        assertThat(reader.ended()).isTrue();
        assertThat(reader.length()).isEqualTo(4);
        ResponseReader head = new ResponseReader("HEAD");
        assertThat(head.read(ascii("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")))
                .isTrue();
    }

    @Test
    void refusesWhatIsNotHttp() {
        assertThatThrownBy(() -> new ResponseReader("GET").read(ascii("SSH-2.0-OpenSSH_9\r\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not HTTP");
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
