package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole exchanges through two gateways. */
class ExchangeTest {

    @TempDir
    static Path folder;

    private static Pair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = Pair.in(folder).start();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @Test
    void getIsAnswered() throws Exception {
        HttpResponse<String> answer = pair.get("/persons/100000042");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-road-client")).hasValue(Pair.BANK);
        assertThat(answer.headers().firstValue("x-road-service")).hasValue(Pair.SERVICE);
        assertThat(answer.headers().firstValue("x-road-request-hash")).isPresent();
    }

    @Test
    void postIsAnswered() throws Exception {
        HttpResponse<String> answer = pair.send(pair.request("/echo")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Sok Dara\"}"))
                .build());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
