package org.spean.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.spean.crypto.asic.ArchiveDecryption;
import org.spean.crypto.asic.ContainerReport;
import org.spean.crypto.asic.EvidencePart;
import org.spean.crypto.asic.LinkReport;

/** One JSON object on one line, written as it is found. */
public final class JsonOutput implements VerificationOutput {
    private final JsonGenerator json;

    /** Begins the object; {@link #end} ends it. */
    public JsonOutput(PrintWriter out) {
        try {
            json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeArrayFieldStart("files");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    private static void write(Writing what) {
        try {
            what.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void archive(String file, ArchiveDecryption.@Nullable Signature signature) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("file", file);
            json.writeStringField("type", "archive");
            json.writeBooleanField("encrypted", signature != null);
            if (signature != null && signature.keyId() != null) {
                json.writeObjectFieldStart("openPgpSignature");
                json.writeStringField("keyId", signature.keyId());
                if (signature.good() != null) {
                    json.writeBooleanField("holds", signature.good());
                }
                json.writeEndObject();
            }
            json.writeArrayFieldStart("containers");
        });
    }

    @Override
    public void archiveEnd(String file, @Nullable LinkReport link) {
        write(() -> {
            json.writeEndArray();
            if (link != null) {
                json.writeObjectFieldStart("chain");
                json.writeBooleanField("holds", link.holds());
                optional("failure", link.failure());
                json.writeStringField("previousDigest", link.previousDigest());
                json.writeStringField("previousFile", link.previousFile());
                json.writeStringField("digest", link.digest());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    @Override
    public void container(ContainerResult result) {
        write(() -> {
            ContainerReport report = result.report();
            json.writeStartObject();
            json.writeStringField(result.inside() == null ? "file" : "container", result.name());
            if (result.inside() == null) {
                json.writeStringField("type", "container");
            }
            json.writeBooleanField("holds", report.holds());
            signer(result);
            message(result.facts());
            json.writeObjectFieldStart("time");
            optional("stamped", report.stampTime());
            optional("stampedBy", subject(report.stamper()));
            optional("signed", report.signingTime());
            optional("certificateStatus", report.statusTime());
            json.writeEndObject();
            parts(report);
            json.writeArrayFieldStart("notes");
            for (String note : report.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void signer(ContainerResult result) throws IOException {
        X509Certificate certificate = result.report().certificate();
        json.writeObjectFieldStart("signer");
        optional("member", result.report().signer());
        optional("name", result.signerName());
        optional("securityServer", result.server());
        optional("subject", subject(certificate));
        if (certificate != null) {
            optional("issuer", certificate.getIssuerX500Principal());
            optional("serialNumber", certificate.getSerialNumber());
        }
        json.writeEndObject();
    }

    private void message(@Nullable MessageFacts facts) throws IOException {
        if (facts == null) {
            return;
        }
        json.writeObjectFieldStart("message");
        json.writeStringField("protocol", facts.protocol());
        json.writeStringField("kind", facts.response() ? "response" : "request");
        json.writeStringField("id", facts.queryId());
        optional("requestId", facts.requestId());
        json.writeStringField("client", facts.client().toString());
        json.writeStringField("service", facts.service().toString());
        json.writeStringField("detail", facts.detail());
        json.writeEndObject();
    }

    private void parts(ContainerReport report) throws IOException {
        json.writeArrayFieldStart("parts");
        for (EvidencePart part : EvidencePart.values()) {
            String failure = report.failures().get(part);
            String holding = report.holding().get(part);
            if (failure != null || holding != null) {
                json.writeStartObject();
                json.writeStringField("part", part.title());
                json.writeBooleanField("holds", failure == null);
                json.writeStringField("text", failure == null ? String.valueOf(holding) : failure);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    @Override
    public void unreadable(String file, String reason) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("file", file);
            json.writeStringField("type", "unreadable");
            json.writeStringField("reason", reason);
            json.writeEndObject();
        });
    }

    /** Ends the object. */
    public void end(Tally tally) {
        write(() -> {
            json.writeEndArray();
            json.writeNumberField("held", tally.held());
            json.writeNumberField("failed", tally.failed());
            json.writeNumberField("unreadable", tally.unreadableFiles());
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
        });
    }

    private void optional(String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    private static @Nullable String subject(@Nullable X509Certificate certificate) {
        return certificate == null
                ? null
                : certificate.getSubjectX500Principal().toString();
    }
}
