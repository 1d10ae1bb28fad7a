package org.spean.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spean.golden.Capture;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.message.RestRequest;
import org.spean.view.GatewayFolder;
import org.spean.view.Views;

class AccessRightsTest {
    private static final ClientId BANK = ClientId.parse("CAMBODIA/COM/CAMDX-000201/BANK");
    private static final ClientId OWNER = ClientId.parse("CAMBODIA/COM/CAMDX-000201");
    private static final ClientId GATEWAY = ClientId.parse("CAMBODIA/COM/CAMDX-000301/GATEWAY");
    private static final String PROVIDER = "CAMBODIA/GOV/CAMDX-000121/IDENTITY";

    @TempDir
    private Path folder;

    private Views views;

    @BeforeEach
    void open() {
        GatewayFolder files = new GatewayFolder(folder, "moi", "CAMBODIA/GOV/CAMDX-000121/ss-moi");
        views = Views.open(
                files.write("""
                clients:
                  - {id: %1$s, connection: HTTP, groups: {partners: [%2$s]}}
                services:
                  - {id: %1$s/identity, url: "http://127.0.0.1:1/", allow: [%2$s]}
                  - {id: %1$s/secret, url: "http://127.0.0.1:1/"}
                  - {id: %1$s/closed, url: "http://127.0.0.1:1/", disabled: until Monday, allow: [%2$s]}
                  - {id: %1$s/local, url: "http://127.0.0.1:1/", allow: [{localGroup: partners}]}
                  - {id: %1$s/global, url: "http://127.0.0.1:1/", allow: [{globalGroup: CAMBODIA/security-server-owners}]}
                  - id: %1$s/idapi
                    url: http://127.0.0.1:1/
                    endpoints:
                      - {method: GET, path: "/persons/*", allow: [%2$s]}
                      - {method: "*", path: /any, allow: [{localGroup: partners}]}
                      - {method: GET, path: "/**", allow: [CAMBODIA/COM/CAMDX-000301/GATEWAY]}
                """.formatted(PROVIDER, BANK)), InstantSource.fixed(Instant.parse("2026-11-23T14:00:00Z")));
    }

    @AfterEach
    void close() {
        views.close();
    }

    @ParameterizedTest
    @CsvSource({
        "golden, rest-get-small, Allowed",
        "golden, rest-access-denied, Denied",
        "golden, rest-openapi-endpoint-allowed, Allowed",
        "golden, rest-delete-query-encoded, Allowed",
        "golden, rest-unknown-service, UnknownService",
        "golden-camdx, rest-openapi-endpoint-allowed, Allowed",
        "golden-camdx, rest-openapi-endpoint-denied, Denied",
        "golden-camdx, rest-delete-query-encoded-ok, Allowed"
    })
    void decidesOnCaptures(String set, String scenario, String expected) {
        RestRequest request = RestRequest.parse(
                Capture.of(set, scenario, Capture.Direction.REQUEST).message());

        AccessDecision decision = AccessRights.decide(views.current(), request.client(), request);
        assertThat(decision.getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void aPermitIsForOneRequest() {
        byte[] octets = Capture.of("golden", "rest-get-small", Capture.Direction.REQUEST)
                .message();
        RestRequest request = RestRequest.parse(octets);

        AccessDecision decision = AccessRights.decide(views.current(), request.client(), request);
        assertThat(decision).isInstanceOfSatisfying(AccessDecision.Allowed.class, allowed -> {
            assertThat(allowed.permit().permits(request)).isTrue();
            assertThat(allowed.permit().permits(RestRequest.parse(octets))).isFalse();
            assertThat(allowed.service().id()).isEqualTo(request.service());
        });
        assertThat(decide(BANK, "identity", "GET", "/"))
                .isInstanceOfSatisfying(
                        AccessDecision.Allowed.class,
                        allowed -> assertThat(allowed.permit().permits(request)).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        // the whole service, any path that stays in it
        "identity, POST, /a%2Fb//c;d, Allowed",
        "identity, POST, '', Allowed",
        "identity, GET, /../secret, UnsafePath",
        "identity, GET, /%2e%2e%2fsecret, UnsafePath",
        "secret, GET, /../identity, Denied",
        "nothing, GET, /, UnknownService",
        "closed, GET, /, Disabled",
        "local, GET, /, Allowed",
        "global, GET, /, Denied",
        // endpoints
        "idapi, GET, /persons/5, Allowed",
        "idapi, GET, /persons/a%20b, Allowed",
        "idapi, POST, /persons/5, Denied",
        "idapi, HEAD, /persons/5, Denied",
        "idapi, GET, /persons/, Denied",
        "idapi, GET, /persons/5/6, Denied",
        "idapi, GET, /persons/5%2F6, Denied",
        "idapi, GET, //persons/5, Denied",
        "idapi, GET, /persons/5;x, Denied",
        "idapi, GET, /persons/.., UnsafePath",
        "idapi, GET, /persons/%2e%2e, UnsafePath",
        "idapi, DELETE, /any, Allowed",
        "idapi, DELETE, /any/, Denied"
    })
    void decidesForTheBank(String service, String method, String path, String expected) {
        assertThat(decide(BANK, service, method, path).getClass().getSimpleName())
                .isEqualTo(expected);
    }

    @Test
    void aRuleForAllPathsCoversAmbiguousOnes() {
        assertThat(decide(GATEWAY, "idapi", "GET", "/a%2Fb")).isInstanceOf(AccessDecision.Allowed.class);
        assertThat(decide(GATEWAY, "idapi", "GET", "/..")).isInstanceOf(AccessDecision.UnsafePath.class);
    }

    @Test
    void aMemberIsNotItsSubsystems() {
        assertThat(decide(OWNER, "global", "GET", "/")).isInstanceOf(AccessDecision.Allowed.class);
        assertThat(decide(OWNER, "identity", "GET", "/")).isInstanceOf(AccessDecision.Denied.class);
    }

    @Test
    void tellsTheNoticeOnlyToThoseWithTheRight() {
        assertThat(decide(BANK, "closed", "GET", "/")).isEqualTo(new AccessDecision.Disabled("until Monday"));
        assertThat(decide(GATEWAY, "closed", "GET", "/")).isInstanceOf(AccessDecision.Denied.class);
    }

    private AccessDecision decide(ClientId client, String service, String method, String path) {
        return AccessRights.decide(views.current(), client, ServiceId.parse(PROVIDER + "/" + service), method, path);
    }
}
