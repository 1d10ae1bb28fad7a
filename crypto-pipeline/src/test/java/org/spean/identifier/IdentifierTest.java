package org.spean.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
    @Test
    void readsWhatTheWireCarries() {
        ClientId client = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
        ServiceId service = ServiceId.parse("CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity");

        assertThat(client).isEqualTo(ClientId.of("CAMBODIA", "COM", "CAMDX-000201", "BANK"));
        assertThat(client.member()).isEqualTo(MemberId.parse("CAMBODIA/COM/CAMDX-000201"));
        assertThat(client).hasToString("CAMBODIA/COM/CAMDX-000201/BANK");
        assertThat(service.provider().subsystem()).isEqualTo("IDENTITY");
        assertThat(service.serviceCode()).isEqualTo("identity");
        assertThat(service.version()).isNull();
        assertThat(ClientId.parse("CAMBODIA/COM/CAMDX-000201").subsystem()).isNull();
        assertThat(SecurityServerId.parse("CAMBODIA/COM/CAMDX-000201/ss-bank").owner())
                .isEqualTo(client.member());
    }

    @Test
    void countsSegmentsOfServices() {
        assertThat(ServiceId.parse("I/C/M/getSecurityServerMetrics").provider().subsystem())
                .isNull();
        assertThat(ServiceId.parse("I/C/M/S/code/v1").version()).isEqualTo("v1");
        assertThatThrownBy(() -> ServiceId.parse("I/C/M")).hasMessageContaining("4 to 6 segments");
        assertThatThrownBy(() -> ServiceId.parse("I/C/M/S/code/v1/x")).isInstanceOf(IdentifierException.class);
    }

    @Test
    void decodesPercentEncoding() {
        ClientId client = ClientId.parse("%43AMBODIA/COM/%E1%9E%9F/A%20B");

        assertThat(client).isEqualTo(ClientId.of("CAMBODIA", "COM", "ស", "A B"));
        assertThat(client.encoded()).isEqualTo("CAMBODIA/COM/%E1%9E%9F/A%20B");
        assertThat(client).hasToString("CAMBODIA/COM/ស/A B");
        assertThat(MemberId.parse("A/B/C+D").memberCode()).isEqualTo("C+D");
    }

    @ParameterizedTest
    @CsvSource({
        "I/C/M%2FN, must not contain '/'",
        "I/C/M%5CN, must not contain '\\'",
        "I/C/.., relative path",
        "I/C/%2E, relative path",
        "I//M, empty",
        "I/C/, empty",
        "I/C/M%0AN, control characters",
        "I/C/M%7FN, control characters",
        "I/C/M%C2%85N, control characters",
        "I/C/M%E2%80%8BN, zero-width",
        "I/C/M%EF%BB%BFN, zero-width",
        "I/C/M%C0%AFN, not UTF-8",
        "I/C/M%ED%A0%80, not UTF-8",
        "I/C/M%2, broken",
        "I/C/M%, broken",
        "I/C/M%GG, broken",
        "I/C, 3 segments",
        "I/C/M/S, 3 segments",
    })
    void refusesAndNamesTheRule(String path, String rule) {
        assertThatThrownBy(() -> MemberId.parse(path))
                .isInstanceOf(IdentifierException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void refusesLongSegmentsAndHidesControlCharactersInMessages() {
        assertThatThrownBy(() -> MemberId.parse("I/C/" + "x".repeat(256))).hasMessageContaining("256 characters");
        assertThatThrownBy(() -> new MemberId("I", "C", "a\r\nb"))
                .hasMessage("member code \"a\\u{D}\\u{A}b\": must not contain control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a;b", "a%25b"})
    void tellsWhatStrictChecksWouldRefuse(String code) {
        assertThat(ClientId.parse("I/C/" + code + "/S").strict()).isFalse();
        assertThat(ClientId.parse("I/C/M/" + code).strict()).isFalse();
        assertThat(ServiceId.parse("I/C/M/S/" + code).strict()).isFalse();
        assertThat(SecurityServerId.parse("I/C/M/" + code).strict()).isFalse();
        assertThat(ServiceId.parse("I/C/M/S/ab").strict()).isTrue();
    }

    @Property
    void everyIdentifierComesBackFromItsEncodedForm(
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = ' ', to = '.') String a,
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = '0', to = '[') String b,
            @ForAll @StringLength(min = 1, max = 20) @CharRange(from = 'ក', to = '៹') String c) {
        if (a.equals(".") || a.equals("..")) {
            return;
        }
        ServiceId service = new ServiceId(ClientId.of(a, b, c, b), a, c);

        assertThat(ServiceId.parse(service.encoded())).isEqualTo(service);
        assertThat(SecurityServerId.parse(
                        new SecurityServerId(service.provider().member(), c).encoded()))
                .isEqualTo(new SecurityServerId(service.provider().member(), c));
    }
}
