package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spean.crypto.verification.Reason;
import org.spean.fault.FaultCode;
import org.spean.fault.FaultStyle;
import org.spean.fault.Origin;
import org.spean.fault.OwnFault;
import org.spean.testbed.GatewayFile;

/**
 * Every refusal that a client can be told of, each brought about over real gateways in both spellings; the table of
 * {@code docs/refusals.md} is written from these rows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTableTest {

    private static final Path DOCUMENT =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("refusals.md");
    private static final String UNREACHABLE = "CAMBODIA/COM/CAMDX-000301/GATEWAY";
    private static final String RESTING = "CAMBODIA/COM/CAMDX-000302/RESTING";
    private static final String UNSIGNED = "CAMBODIA/COM/CAMDX-000301/GATEWAY";

    @TempDir
    static Path folder;

    private Pair old;
    private Pair fresh;
    private SoapRefusals soap;
    private ScriptedService garbage;
    private ScriptedService smuggler;
    private ScriptedService silent;

    @BeforeAll
    void start() throws Exception {
        soap = new SoapRefusals();
        garbage = answering("220 mail.example ESMTP\r\n");
        smuggler = answering("HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n");
        silent = ScriptedService.start(call -> {
            call.request();
            call.untilHangUp();
        });
        old = pair("old");
        fresh = pair("new");
    }

    private static ScriptedService answering(String answer) throws IOException {
        return ScriptedService.start(call -> {
            call.request();
            call.write(answer);
        });
    }

    private Pair pair(String style) throws IOException {
        return Pair.in(folder.resolve(style))
                .ecosystem((description, pair) -> description
                        .server("COM", "CAMDX-000301", "Gone", "ss-gw", pair.address(5), "GATEWAY")
                        .server("COM", "CAMDX-000302", "At rest", "ss-rest", pair.address(6), "RESTING"))
                .service("down", "http://127.0.0.1:9/api")
                .service("garbage", garbage.url())
                .service("smuggler", smuggler.url())
                .ministry((file, pair) -> {
                    publish(pair);
                    return soap.services(file.set("faultStyle", style))
                            .service(Pair.PROVIDER + "/secret", pair.register.url(), List.of())
                            .add("services", service("paused", pair.register.url(), "disabled", "back on Monday"))
                            .add("services", service("soap", pair.register.url(), "protocol", "SOAP"))
                            .add("services", service("silent", silent.url(), "timeout", "100ms"));
                })
                .bank((file, pair) -> file.set("faultStyle", style)
                        .set("timeouts.connect", "2s")
                        .client(UNSIGNED)
                        .add(
                                "clients",
                                GatewayFile.mapOf("id", "CAMBODIA/COM/CAMDX-000201/SAFE", "connection", "HTTPS")))
                .start();
    }

    private static void publish(Pair pair) {
        try {
            pair.ecosystem.publish(content -> content.withServer("ss-rest", s -> s.inMaintenance("back at noon")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object service(String code, String url, String key, String value) {
        return GatewayFile.mapOf("id", Pair.PROVIDER + "/" + code, "url", url, key, value, "allow", List.of(Pair.BANK));
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        old.assertNothingHeld();
        fresh.assertNothingHeld();
    }

    @AfterAll
    void stop() throws Exception {
        old.close();
        fresh.close();
        garbage.close();
        smuggler.close();
        silent.close();
        soap.close();
    }

    // ---- the rows

    /** Sends something and gives the answer. */
    private interface Attempt {
        RawClient.Answer make(Pair pair) throws Exception;
    }

    private record Row(Origin by, FaultCode code, String when, Attempt attempt) {}

    private static Row consumer(FaultCode code, String when, Attempt attempt) {
        return new Row(Origin.CLIENT_PROXY, code, when, attempt);
    }

    private static Row provider(FaultCode code, String when, Attempt attempt) {
        return new Row(Origin.SERVER_PROXY, code, when, attempt);
    }

    private static List<Row> rows() {
        return List.of(
                // the head of a client's request
                consumer(FaultCode.BAD_REQUEST, "The request is not valid HTTP/1.1.", raw("GET /r1 HTTP/x\r\n\r\n")),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "The path is not `/r1/{instance}/{class}/{member}/{subsystem}/{service}`.",
                        raw("GET /r1/CAMBODIA/GOV HTTP/1.1\r\nHost: g\r\nX-Road-Client: " + Pair.BANK + "\r\n\r\n")),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "The path holds characters that must be percent-encoded.",
                        raw(head("/persons/#1") + "\r\n")),
                consumer(
                        FaultCode.BAD_REQUEST,
                        "A header has control characters.",
                        raw(head("/x") + "X-Note: a\u0001b\r\n\r\n")),
                consumer(
                        FaultCode.BAD_REQUEST,
                        "`X-Road-Id` or `X-Road-Security-Server` is given more than once.",
                        raw(head("/x") + "X-Road-Id: 1\r\nX-Road-Id: 2\r\n\r\n")),
                consumer(
                        FaultCode.INVALID_CLIENT_IDENTIFIER,
                        "`X-Road-Client` is missing.",
                        raw("GET /r1/" + Pair.SERVICE + " HTTP/1.1\r\nHost: g\r\n\r\n")),
                consumer(
                        FaultCode.INVALID_CLIENT_IDENTIFIER,
                        "`X-Road-Client` is given more than once.",
                        raw(head("/x") + "X-Road-Client: " + Pair.BANK + "\r\n\r\n")),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "`X-Road-Client` is no identifier.",
                        raw(head("/x").replace(Pair.BANK, "BANK") + "\r\n")),
                consumer(
                        FaultCode.INVALID_SECURITY_SERVER,
                        "`X-Road-Security-Server` is no identifier.",
                        raw(head("/x") + "X-Road-Security-Server: ss-moi\r\n\r\n")),
                // who asks
                consumer(
                        FaultCode.UNKNOWN_MEMBER,
                        "The client is not among `clients` of this gateway.",
                        raw(head("/x").replace(Pair.BANK, "CAMBODIA/COM/CAMDX-000201/OTHER") + "\r\n")),
                consumer(
                        FaultCode.SSL_AUTHENTICATION_FAILED,
                        "The client must connect over HTTPS, or show a registered certificate, and does not.",
                        raw(head("/x").replace(Pair.BANK, "CAMBODIA/COM/CAMDX-000201/SAFE") + "\r\n")),
                // where it goes
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "There is no global configuration of the provider's instance.",
                        raw(head("/x").replace("/r1/CAMBODIA", "/r1/NOWHERE") + "\r\n")),
                consumer(
                        FaultCode.UNKNOWN_MEMBER,
                        "The provider has no security server.",
                        raw(head("/x").replace("/r1/" + Pair.PROVIDER, "/r1/" + Pair.PROVIDER + "S") + "\r\n")),
                consumer(
                        FaultCode.INVALID_SECURITY_SERVER,
                        "`X-Road-Security-Server` names no server.",
                        raw(head("/x") + "X-Road-Security-Server: CAMBODIA/GOV/CAMDX-000121/none\r\n\r\n")),
                consumer(
                        FaultCode.INVALID_SECURITY_SERVER,
                        "`X-Road-Security-Server` names a server that does not serve the provider.",
                        raw(head("/x") + "X-Road-Security-Server: CAMBODIA/COM/CAMDX-000301/ss-gw\r\n\r\n")),
                consumer(
                        FaultCode.MAINTENANCE_MODE,
                        "All security servers of the provider are in maintenance; their administrator's message is told.",
                        raw(head("/x").replace("/r1/" + Pair.PROVIDER, "/r1/" + RESTING) + "\r\n")),
                consumer(
                        FaultCode.CANNOT_CREATE_SIGNATURE,
                        "The gateway has no usable signing key of the client's member.",
                        raw(head("/x").replace(Pair.BANK, UNSIGNED) + "\r\n")),
                consumer(
                        FaultCode.NETWORK_ERROR,
                        "No security server of the provider can be reached.",
                        raw(head("/x").replace("/r1/" + Pair.PROVIDER, "/r1/" + UNREACHABLE) + "\r\n")),
                // what the provider's gateway looks at
                provider(FaultCode.UNKNOWN_SERVICE, "There is no such service.", service("nosuch", "/x")),
                provider(
                        FaultCode.ACCESS_DENIED,
                        "The client has no right on the service, or on this endpoint of it.",
                        service("secret", "/x")),
                provider(
                        FaultCode.ACCESS_DENIED,
                        "The path has segments `.` or `..`, however written.",
                        service("identity", "/a/%2e%2e/b")),
                provider(
                        FaultCode.SERVICE_DISABLED,
                        "The service is switched off; the notice is told.",
                        service("paused", "/x")),
                provider(
                        FaultCode.INVALID_SERVICE_TYPE,
                        "The service is called by the other protocol: a SOAP service by REST, or the reverse.",
                        service("soap", "/x")),
                // what befalls the service
                provider(FaultCode.NETWORK_ERROR, "The service cannot be reached.", service("down", "/x")),
                provider(
                        FaultCode.NETWORK_ERROR,
                        "The service's answer is not valid HTTP/1.1.",
                        service("garbage", "/x")),
                provider(FaultCode.NETWORK_ERROR, "The service does not answer in time.", service("silent", "/x")),
                provider(
                        FaultCode.SERVICE_FAILED,
                        "The service's answer has control characters in its status line.",
                        service("smuggler", "/x")),
                // metadata
                provider(FaultCode.INVALID_REQUEST, "`getOpenAPI` without `serviceCode`.", service("getOpenAPI", "")),
                provider(
                        FaultCode.INTERNAL_ERROR,
                        "`getOpenAPI` of a service that is not there, or has no OpenAPI description.",
                        service("getOpenAPI", "?serviceCode=identity")),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "`listClients` of an instance without global configuration.",
                        raw("GET /listClients?xRoadInstance=NOWHERE HTTP/1.1\r\nHost: g\r\n\r\n")),
                consumer(
                        FaultCode.BAD_REQUEST,
                        "`listClients` with a query that is ambiguous or wrongly encoded.",
                        raw("GET /listClients?xRoadInstance=%zz HTTP/1.1\r\nHost: g\r\n\r\n")),
                new Row(
                        Origin.CLIENT,
                        FaultCode.INVALID_HTTP_METHOD,
                        "`listClients` by another method than GET.",
                        raw("POST /listClients HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\n\r\n")));
    }

    private static String head(String path) {
        return RawClient.head("GET", path);
    }

    private static Attempt raw(String request) {
        return pair -> {
            try (RawClient client = RawClient.to(pair)) {
                client.write(request);
                return client.read();
            }
        };
    }

    private static Attempt service(String code, String path) {
        return raw(head(path).replace("/identity", "/" + code) + "\r\n");
    }

    @TestFactory
    Stream<DynamicTest> everyRowIsSo() {
        return Stream.of(FaultStyle.values())
                .flatMap(style -> rows().stream()
                        .map(row -> DynamicTest.dynamicTest(style + " " + row.code() + ": " + row.when(), () -> {
                            RawClient.Answer answer = row.attempt().make(style == FaultStyle.OLD ? old : fresh);

                            assertThat(answer.headers().get("x-road-error")).isEqualTo(code(row, style));
                            assertThat(answer.status()).isEqualTo(status(row));
                            assertThat(answer.text())
                                    .contains("\"type\":\"" + code(row, style) + "\"")
                                    .doesNotContain("Exception")
                                    .doesNotContain("127.");
                        })));
    }

    @TestFactory
    Stream<DynamicTest> everyRowOfSoapIsSo() {
        return Stream.of(FaultStyle.values())
                .flatMap(style -> soap.rows().stream()
                        .map(row -> DynamicTest.dynamicTest(style + " " + row.code() + ": " + row.when(), () -> {
                            RawClient.Answer answer = row.attempt().make(style == FaultStyle.OLD ? old : fresh);

                            String code = OwnFault.of(row.code(), row.by(), "").code(style);
                            assertThat(answer.status()).isEqualTo(200);
                            assertThat(answer.headers()).containsEntry("Content-Type", "text/xml;charset=utf-8");
                            assertThat(answer.text())
                                    .contains("<faultcode>" + code + "</faultcode>")
                                    .doesNotContain("Exception")
                                    .doesNotContain("127.");
                        })));
    }

    private static String code(Row row, FaultStyle style) {
        return OwnFault.of(row.code(), row.by(), "").code(style);
    }

    private static int status(Row row) {
        return row.by() == Origin.CLIENT ? 400 : 500;
    }

    // ---- rows that other tests bring about

    /** A refusal whose test stands elsewhere: a class, its method, and what its source calls the refusal. */
    private record Elsewhere(Origin by, FaultCode code, String when, String test, String word) {}

    private static Elsewhere consumer(FaultCode code, String when, String test) {
        return consumer(code, when, test, code.name());
    }

    private static Elsewhere consumer(FaultCode code, String when, String test, String word) {
        return new Elsewhere(Origin.CLIENT_PROXY, code, when, test, word);
    }

    private static Elsewhere provider(FaultCode code, String when, String test) {
        return provider(code, when, test, code.name());
    }

    private static Elsewhere provider(FaultCode code, String when, String test, String word) {
        return new Elsewhere(Origin.SERVER_PROXY, code, when, test, word);
    }

    private static List<Elsewhere> elsewhere() {
        String altered = "org.spean.wire.AlteredMessageTest#";
        String bad = "org.spean.peer.BadMessageTest#messageIsRefusedAndTheNextOneRead";
        String flipped = altered + "requestIsRefusedWithTheRightFault";
        String flippedBack = altered + "responseIsRefusedWithTheRightFault";
        return List.of(
                // the gateway itself
                consumer(
                        FaultCode.OUTDATED_GLOBAL_CONF,
                        "The global configuration of either instance has expired.",
                        "org.spean.gateway.RefusalTest#expiredConfigurationIsNotUsed"),
                consumer(
                        FaultCode.INTERNAL_ERROR,
                        "The gateway is at its limit of exchanges or of spooled bytes, or about to stop.",
                        "org.spean.gateway.OverloadTest#*"),
                consumer(
                        FaultCode.LOGGING_FAILED,
                        "The record of a message cannot be made durable, too many records or bodies wait for that, or a body is larger than the log keeps.",
                        "org.spean.gateway.BodiesTest#*"),
                provider(
                        FaultCode.LOGGING_FAILED,
                        "The record of a message cannot be made durable, too many records or bodies wait for that, or a body is larger than the log keeps.",
                        "org.spean.gateway.BodiesTest#*"),
                consumer(
                        FaultCode.TIMESTAMPER_FAILED,
                        "Time-stamping has failed for longer than `timestamping.acceptableFailurePeriod`.",
                        "org.spean.gateway.TimeStampTest#messagesStopWhileNobodyStampsAndGoOnAfterwards",
                        "TimestamperFailed"),
                provider(
                        FaultCode.TIMESTAMPER_FAILED,
                        "Time-stamping has failed for longer than `timestamping.acceptableFailurePeriod`.",
                        "org.spean.gateway.TimeStampTest#messagesStopWhileNobodyStampsAndGoOnAfterwards",
                        "TimestamperFailed"),
                provider(
                        FaultCode.CANNOT_CREATE_SIGNATURE,
                        "The gateway has no usable signing key of the provider's member.",
                        "org.spean.gateway.ClientTlsTest#*"),
                // what is out of reach or slow
                consumer(
                        FaultCode.CIRCUIT_OPEN,
                        "The provider's security servers could not be reached several times in a row, and are left alone for"
                                + " `breaker.pause`.",
                        "org.spean.gateway.BreakerTest#peerOutOfReachIsLeftAlone"),
                provider(
                        FaultCode.CIRCUIT_OPEN,
                        "The service could not be reached several times in a row, and is left alone for `breaker.pause`.",
                        "org.spean.gateway.BreakerTest#serviceOutOfReachIsLeftAloneAndFoundAgain"),
                consumer(
                        FaultCode.TOO_MANY_EXCHANGES,
                        "The provider's security servers have `limits.exchangesPerPeer` exchanges from here at the same"
                                + " time.",
                        "org.spean.gateway.BreakerTest#aSlowPeerTakesOnlyItsShareOfTheConsumer"),
                provider(
                        FaultCode.TOO_MANY_EXCHANGES,
                        "The service has as many calls at the same time as its `concurrency` or `limits.exchangesPerService`"
                                + " allows, or the consumer's security server has `limits.exchangesPerPeer` exchanges.",
                        "org.spean.gateway.BreakerTest#slowServiceHasNoMoreCallsThanItsConcurrency"),
                // the peer's server
                provider(
                        FaultCode.SSL_AUTHENTICATION_FAILED,
                        "The server that connected is not registered for the client, or its certificate's OCSP response is"
                                + " not good.",
                        altered + "requestOfAClientOfAnotherServerIsRefused"),
                consumer(
                        FaultCode.SSL_AUTHENTICATION_FAILED,
                        "The server that answered is not registered for the provider, or its certificate's status is not"
                                + " good.",
                        altered + "nothingIsSentToAServerThatDoesNotServeTheProvider"),
                provider(
                        FaultCode.CLIENT_PROXY_VERSION_NOT_SUPPORTED,
                        "The server that connected is older than `peers.minimumVersion`, or names no version.",
                        "org.spean.gateway.PeerVersionTest#*"),
                consumer(
                        FaultCode.NETWORK_ERROR,
                        "The connection to the provider's server broke, or nothing came in time.",
                        "org.spean.gateway.PeerConductTest#peerThatNeverAnswers"),
                consumer(
                        FaultCode.HTTP_ERROR,
                        "The provider's server answers with another status than 200.",
                        "org.spean.gateway.PeerConductTest#peerThatAnswersWithAnErrorStatusAndCloses"),
                // a peer's message: its form
                provider(FaultCode.INVALID_HTTP_METHOD, "A peer's message is not a POST.", bad),
                provider(
                        FaultCode.INVALID_CONTENT_TYPE,
                        "A peer's message is not `multipart/mixed`, or has a part of unknown type.",
                        bad),
                provider(
                        FaultCode.INVALID_MESSAGE,
                        "A peer's message has parts too few, too many, too large or out of order, or a head that breaks a"
                                + " rule.",
                        bad),
                provider(FaultCode.MISSING_SIGNATURE, "A peer's message ends without a signature.", bad),
                provider(
                        FaultCode.MALFORMED_SIGNATURE,
                        "Parts of a peer's signature are out of order, or it is no signature of the profile.",
                        bad),
                // a peer's message: its proof
                provider(FaultCode.INVALID_SIGNATURE_VALUE, "The signature is not over what the peer sent.", flipped),
                provider(FaultCode.INVALID_REFERENCE, "The signature refers to something else.", flipped),
                provider(
                        FaultCode.INCORRECT_CERTIFICATE,
                        "The certificate in the signature cannot be read, or is not of the client's member.",
                        flipped),
                provider(
                        FaultCode.CERT_VALIDATION,
                        "The status of the signing certificate is not proved, revoked or too old.",
                        flipped),
                provider(
                        FaultCode.INVALID_CERT_PATH,
                        "The signing certificate does not lead to an approved authority, or is out of its validity.",
                        "org.spean.crypto.verification.AttackTest#*",
                        Reason.INVALID_CERTIFICATE_PATH.name()),
                provider(
                        FaultCode.MALFORMED_HASH_CHAIN,
                        "The hash chain or its result is no document of the schema, or exceeds a limit.",
                        "org.spean.crypto.hashchain.HashChainWalkTest#*",
                        "Kind.MALFORMED"),
                provider(
                        FaultCode.INVALID_HASH_CHAIN_REF,
                        "The hash chain refers to something that is not there, or in a circle.",
                        "org.spean.crypto.hashchain.HashChainWalkTest#*",
                        "Kind.REFERENCE"),
                provider(
                        FaultCode.HASHCHAIN_UNUSED_INPUTS,
                        "A part of the message is not covered by the signature.",
                        altered + "requestWithABodyThatIsNotSignedIsRefused"),
                consumer(
                        FaultCode.INVALID_SIGNATURE_VALUE,
                        "A signature of the answer fails; so do the codes above, each as for a request.",
                        flippedBack),
                consumer(
                        FaultCode.INCONSISTENT_RESPONSE,
                        "The answer is to another request.",
                        "org.spean.message.RestHeadTest#*"));
    }

    @Test
    void rowsOfOtherTestsNameTestsThatSpeakOfTheirCodes() throws Exception {
        for (Elsewhere row : elsewhere()) {
            int hash = row.test().indexOf('#');
            Class<?> type = Class.forName(row.test().substring(0, hash));
            String method = row.test().substring(hash + 1);
            if (!method.equals("*")) {
                assertThat(type.getDeclaredMethods())
                        .as(row.test())
                        .anyMatch(declared -> declared.getName().equals(method));
            }
            String name = type.getName().replace('.', '/') + ".java";
            Path here = Path.of("src/test/java", name);
            Path source = Files.exists(here) ? here : Path.of("../crypto-pipeline/src/test/java", name);
            String text = Files.readString(source);
            Path beside = source.resolveSibling("Alteration.java");
            text += Files.exists(beside) ? Files.readString(beside) : "";
            assertThat(text.contains(row.code().spelling(FaultStyle.OLD))
                            || text.contains(row.code().spelling(FaultStyle.NEW))
                            || text.contains(row.word()))
                    .as("%s speaks of %s", row.test(), row.code())
                    .isTrue();
        }
    }

    @Test
    void everyCodeThatTheGatewayUsesHasARow() {
        Set<FaultCode> told = EnumSet.noneOf(FaultCode.class);
        rows().forEach(row -> told.add(row.code()));
        soap.rows().forEach(row -> told.add(row.code()));
        elsewhere().forEach(row -> told.add(row.code()));
        Set<FaultCode> used = EnumSet.noneOf(FaultCode.class);
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.spean")) {
            if (type.getPackageName().equals("org.spean.fault")) {
                continue;
            }
            for (JavaFieldAccess access : type.getFieldAccessesFromSelf()) {
                if (access.getTargetOwner().getFullName().equals(FaultCode.class.getName())) {
                    used.add(FaultCode.valueOf(access.getTarget().getName()));
                }
            }
        }
        for (Reason reason : Reason.values()) {
            used.add(Objects.requireNonNull(FaultCode.named(reason.code())));
        }
        assertThat(told).containsAll(used);
    }

    // ---- the document

    @Test
    void documentIsMadeOfTheRows() throws IOException {
        Path made = Files.writeString(Path.of("target", "refusals.md"), document());

        // When this fails, look at target/refusals.md and copy it over the document.
        assertThat(DOCUMENT).hasSameTextualContentAs(made);
    }

    private String document() {
        StringBuilder text = new StringBuilder("""
                # Refusals

                Why a gateway refuses, and what the information system that asked is told. Written from the rows of `RefusalTableTest`, which
                brings each about: do not edit.

                A refusal has a code, a sentence and a detail, a UUID that finds it in the log of the server that made it. The setting `faultStyle`
                chooses the spelling of the codes that this gateway makes; the fault of a peer or a service is passed on as it came.

                - **REST**: a JSON object with `type`, `message` and `detail`, or an XML document `error` with the same three if the client's
                  `Accept` names XML first; the header `X-Road-Error` repeats the type. The HTTP status is 500 if the type begins with `server.`
                  in any case, else 400.
                - **SOAP**: a SOAP fault with `faultcode`, `faultstring` and `detail`, HTTP status 200.
                - **Between servers**: a SOAP fault, HTTP status 200, whole or in place of what was still to come.

                *consumer*: the gateway of the client refuses; *provider*: the gateway of the service refuses, and the client's gateway passes it on.

                ## Requests by REST, and what holds for both protocols

                The rows of the gateways themselves and of peers, at the end, are the same for SOAP.

                | refused when | by | old spelling | new spelling | REST status |
                |---|---|---|---|---|
                """);
        rows().forEach(row -> line(text, row.by(), row.code(), row.when()));
        elsewhere().forEach(row -> line(text, row.by(), row.code(), row.when()));
        text.append("""

                ## Requests by SOAP

                The HTTP status is 200. A SOAP fault of the service is no refusal: it passes on as the service wrote it.

                | refused when | by | old spelling | new spelling |
                |---|---|---|---|
                """);
        soap.rows().forEach(row -> {
            OwnFault fault = OwnFault.of(row.code(), row.by(), "");
            text.append("| %s | %s | `%s` | `%s` |%n"
                    .formatted(row.when(), role(row.by()), fault.code(FaultStyle.OLD), fault.code(FaultStyle.NEW)));
        });
        return text.toString();
    }

    private static String role(Origin by) {
        return by == Origin.SERVER_PROXY ? "provider" : "consumer";
    }

    private static void line(StringBuilder text, Origin by, FaultCode code, String when) {
        OwnFault fault = OwnFault.of(code, by, "");
        text.append("| %s | %s | `%s` | `%s` | %d |%n"
                .formatted(
                        when,
                        role(by),
                        fault.code(FaultStyle.OLD),
                        fault.code(FaultStyle.NEW),
                        by == Origin.CLIENT ? 400 : 500));
    }
}
