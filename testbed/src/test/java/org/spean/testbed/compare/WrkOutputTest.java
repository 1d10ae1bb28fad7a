package org.spean.testbed.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrkOutputTest {
    @Test
    void readsTheLineOfTheScriptAndAddsUpWhatWentWrong() throws Exception {
        WrkOutput output = WrkOutput.read("""
                Running 3s test @ http://127.0.0.2:18080/
                  1 threads and 64 connections

                {"requests":30000,"micros":2000000,"bytes":900,"connect":1,"read":2,"write":3,"status":4,"timeout":5,"p50":1500,"p99":2500,"p999":90000,"max":100000}
                """);
        assertThat(output.perSecond()).isEqualTo(15000);
        assertThat(output.errors()).isEqualTo(15);
        assertThat(output.p50Ms()).isEqualTo(1.5);
        assertThat(output.p999Ms()).isEqualTo(90);
    }

    @Test
    void tellsWhatWrkSaidInstead() {
        assertThatThrownBy(() -> WrkOutput.read("unable to connect to 127.0.0.1:1 Connection refused\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void quotesBodiesForTheScript() {
        assertThat(Wrk.quoted("a'b\\\n\"é")).isEqualTo("'a\\039b\\092\\010\"\\195\\169'");
    }

    @Test
    void sendsAllRequestsOfACaseByTurns() {
        Request one = Request.get("http://127.0.0.2:8080/r1/a").withHeader("X-Road-Client", "K/COM/1/S");
        Request two = Request.get("http://127.0.0.2:8080/r1/b").withHeader("X-Road-Client", "K/COM/2/S");
        assertThat(Wrk.script(new Case("G", List.of(one, two), Map.of())))
                .contains("wrk.format('GET', '/r1/a', {['X-Road-Client'] = 'K/COM/1/S', })")
                .contains("wrk.format('GET', '/r1/b', {['X-Road-Client'] = 'K/COM/2/S', })")
                .contains("function request()");
        assertThat(Wrk.script(Case.of("B", one, Map.of()))).doesNotContain("function request()");
        assertThat(Wrk.script(Case.of("E", one.posting("<a/>"), Map.of()))).contains("wrk.body = '<a/>'");
    }
}
