package org.spean.golden;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.digest.DigestAlgorithm;
import org.spean.crypto.digest.MessageDigests;
import org.spean.crypto.xades.SignatureParts;

/**
 * One message captured on port 5500 between two real servers: a request or a response, its bytes, its parts and all that is needed
 * to judge it. {@link #toString()} is a display name: {@code golden/batch-16#03 request}.
 */
public final class Capture {
    private static final String MULTIPART = "multipart/mixed";

    /** Which way the message went. */
    public enum Direction {
        /** From the consumer's server to the provider's. */
        REQUEST,
        /** Back. */
        RESPONSE
    }

    private final CaptureSet set;
    private final Path folder;
    private final String number;
    private final Direction direction;
    private final RawMessage raw;
    private final List<Part> parts;
    private @Nullable Capture counterpart;

    private Capture(CaptureSet set, Path folder, String number, Direction direction, RawMessage raw) {
        this.set = set;
        this.folder = folder;
        this.number = number;
        this.direction = direction;
        this.raw = raw;
        String contentType = header("Content-Type");
        this.parts = contentType != null && contentType.startsWith(MULTIPART)
                ? RawMessage.parts(raw.entity(), contentType)
                : List.of();
    }

    /** All REST messages of all sets, both directions, unsigned faults included. */
    public static Stream<Capture> all() {
        return CaptureSet.all().stream().flatMap(Capture::of).filter(Capture::rest);
    }

    /** All signed REST messages. */
    public static Stream<Capture> signed() {
        return all().filter(Capture::isSigned);
    }

    /** All messages, SOAP included. */
    public static Stream<Capture> allWithSoap() {
        return CaptureSet.all().stream().flatMap(Capture::of);
    }

    /** All signed messages, SOAP included. */
    public static Stream<Capture> signedWithSoap() {
        return allWithSoap().filter(Capture::isSigned);
    }

    /** The first (mostly only) message of a scenario, {@code capture("golden", "rest-post-json", REQUEST)}. */
    public static Capture of(String set, String scenario, Direction direction) {
        return in(set, scenario)
                .filter(c -> c.direction == direction)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no capture " + set + "/" + scenario));
    }

    /** All messages of a scenario. */
    public static Stream<Capture> in(String set, String scenario) {
        CaptureSet of = CaptureSet.named(set);
        return of.folders()
                .filter(f -> f.getFileName().toString().equals(scenario))
                .flatMap(f -> of(of, f));
    }

    private static Stream<Capture> of(CaptureSet set) {
        return set.folders().flatMap(folder -> of(set, folder));
    }

    private static Stream<Capture> of(CaptureSet set, Path folder) {
        List<Capture> captures = new ArrayList<>();
        for (Path file : CaptureSet.list(folder)) {
            String name = file.getFileName().toString();
            if (name.startsWith("transport-request") && name.endsWith(".bin")) {
                String number = name.substring("transport-request".length(), name.length() - ".bin".length());
                Path answer = folder.resolve("transport-response" + number + ".bin");
                List<RawMessage> requests = RawMessage.parse(CaptureSet.bytes(file));
                List<RawMessage> responses =
                        Files.exists(answer) ? RawMessage.parse(CaptureSet.bytes(answer)) : List.of();
                for (int i = 0; i < requests.size(); i++) {
                    String shown = requests.size() > 1 ? "#" + (i + 1) : number.replace('-', '#');
                    Capture request = new Capture(set, folder, shown, Direction.REQUEST, requests.get(i));
                    captures.add(request);
                    if (i < responses.size()) {
                        Capture response = new Capture(set, folder, shown, Direction.RESPONSE, responses.get(i));
                        request.counterpart = response;
                        response.counterpart = request;
                        captures.add(response);
                    }
                }
            }
        }
        return captures.stream();
    }

    /** The set it belongs to: {@code golden}, {@code golden-camdx}, {@code ec}, {@code ica}, {@code mon}. */
    public CaptureSet set() {
        return set;
    }

    /** The scenario's name: {@code rest-post-json}. */
    public String scenario() {
        return folder.getFileName().toString();
    }

    /** Request or response. */
    public Direction direction() {
        return direction;
    }

    /** The folder with further files of the scenario ({@code client-request.http}…). */
    public Path folder() {
        return folder;
    }

    /** The other message of the exchange; null if none was captured. */
    public @Nullable Capture counterpart() {
        return counterpart;
    }

    /** All bytes as captured, chunks included. */
    public byte[] bytes() {
        return raw.bytes();
    }

    /** Start line and headers as captured, with the empty line. */
    public byte[] head() {
        return raw.head();
    }

    /** {@code POST / HTTP/1.1} or {@code HTTP/1.1 200 OK}. */
    public String startLine() {
        return raw.startLine();
    }

    /** Headers of the HTTP message. */
    public List<Part.Header> headers() {
        return raw.headers();
    }

    /** A header of the HTTP message, or null. */
    public @Nullable String header(String name) {
        return RawMessage.value(raw.headers(), name);
    }

    /** All behind the head, chunking removed. */
    public byte[] entity() {
        return raw.entity();
    }

    /** The boundary; only of multipart messages. */
    public String boundary() {
        return Objects.requireNonNull(header("Content-Type")).replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
    }

    /** The parts in order; none of a response that is a fault as a whole. */
    public List<Part> parts() {
        return parts;
    }

    /** Whether it belongs to a REST exchange. */
    public boolean rest() {
        Capture request = direction == Direction.REQUEST ? this : counterpart;
        return request != null && "REST".equals(request.header("x-road-message-type"));
    }

    /** Whether it carries a signature; faults do not. */
    public boolean isSigned() {
        return find("signature/bdoc-1.0/ts") != null;
    }

    /** When the provider's server answered; the clock by which both messages of the exchange are to be judged. */
    public Instant date() {
        Capture response = direction == Direction.RESPONSE ? this : counterpart;
        String date = response == null ? null : response.header("Date");
        if (date == null) {
            throw new AssertionError(this + " has no answer with a date");
        }
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    /** The algorithm the head announces. */
    public DigestAlgorithm algorithm() {
        return Objects.requireNonNull(
                DigestAlgorithm.ofHeader(Objects.requireNonNull(header("x-hash-algorithm"), "x-hash-algorithm")));
    }

    /** The OCSP responses in front of a request. */
    public List<byte[]> ocsp() {
        return parts.stream()
                .filter(p -> p.is("application/ocsp-response"))
                .map(Part::content)
                .toList();
    }

    /** The message part. */
    public byte[] message() {
        return messagePart().content();
    }

    /** The message part with its headers. */
    public Part messagePart() {
        return parts.stream()
                .filter(p -> !p.is("application/ocsp-response"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(this + " has no parts"));
    }

    /** The REST body, or the parts of the nested multipart; none is empty. */
    public List<Part> attachments() {
        Part body = find("application/x-road-rest-body");
        if (body != null) {
            return List.of(body);
        }
        Part nested = find(MULTIPART);
        return nested == null ? List.of() : RawMessage.parts(nested.content(), nested.contentType());
    }

    /** The digests of message and attachments, computed here. */
    public MessageDigests digests() {
        DigestAlgorithm algorithm = algorithm();
        return new MessageDigests(
                algorithm,
                algorithm.digest(message()),
                attachments().stream().map(p -> algorithm.digest(p.content())).toList());
    }

    /** Signature, hash chain result and hash chain. */
    public SignatureParts signature() {
        Part signature = Objects.requireNonNull(find("signature/bdoc-1.0/ts"), () -> this + " is not signed");
        Part result = find("application/hash-chain-result");
        Part chain = find("application/hash-chain");
        return new SignatureParts(
                signature.content(), result == null ? null : result.content(), chain == null ? null : chain.content());
    }

    /** {@code bank} for requests, {@code moi} for responses: {@code pki().certificate(signer() + "-sign")}. */
    public String signer() {
        return direction == Direction.REQUEST ? "bank" : "moi";
    }

    /** Keys and certificates of the set. */
    public Pki pki() {
        return set.pki();
    }

    private @Nullable Part find(String contentType) {
        for (Part part : parts) {
            if (part.is(contentType)) {
                return part;
            }
        }
        return null;
    }

    /** Only to read failures by. */
    public String text() {
        return new String(raw.entity(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return set.name() + "/" + scenario() + number + (direction == Direction.REQUEST ? " request" : " response");
    }
}
