package org.spean.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.spean.golden.Capture;
import org.spean.golden.Capture.Direction;

class LoggedFormTest {
    @Test
    void keepsRequestLineToTheServiceAndXRoadHeaders() {
        RestRequest request = RestRequest.parse("""
                GET
                /r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity/persons/1?x=1
                Accept:*/*
                X-Road-Client:CAMBODIA/COM/CAMDX-000201/BANK
                X-ROAD-Issue:7
                X-Roadside:no
                x-road-request-id:r
                x-road-id:q
                """.replace("\n", "\r\n").getBytes(UTF_8));
        assertThat(new String(LoggedForm.metadataOnly(request), UTF_8)).isEqualTo("""
                GET
                /r1/CAMBODIA/GOV/CAMDX-000121/IDENTITY/identity
                X-Road-Client:CAMBODIA/COM/CAMDX-000201/BANK
                X-ROAD-Issue:7
                x-road-request-id:r
                x-road-id:q
                """.replace("\n", "\r\n"));
    }

    /** X-Road's containers of a run without bodies hold the same cut forms of messages that were captured. */
    @Test
    void isWhatXRoadKeeps() throws IOException {
        Path folder = Path.of(System.getProperty("spean.shared"), "golden/asic/body-logging-off");
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "left out: there is no folder " + folder);
        Map<String, String> cut = new HashMap<>();
        Capture.signed().filter(c -> c.set().name().equals("golden")).forEach(c -> {
            boolean request = c.direction() == Direction.REQUEST;
            MessageHead head = request ? RestRequest.parse(c.message()) : RestResponse.parse(c.message());
            cut.put(
                    head.queryId() + (request ? "-request" : "-response"),
                    new String(LoggedForm.metadataOnly(head), UTF_8));
        });
        List<Path> containers;
        try (Stream<Path> files = Files.list(folder)) {
            containers = files.filter(f -> f.toString().endsWith(".asice")
                            && !f.getFileName().toString().startsWith("soap-"))
                    .toList();
        }
        int compared = 0;
        for (Path container : containers) {
            String name = container.getFileName().toString().replaceFirst("-(consumer|provider)", "");
            String kept = messageIn(container);
            String ours = cut.get(name.replace(".asice", ""));
            if (ours != null) { // not every exchange of that run is among the captures
                assertThat(ours).as(name).isEqualTo(kept);
                compared++;
            }
            byte[] octets = kept.getBytes(UTF_8);
            MessageHead head = name.contains("request") ? RestRequest.parse(octets) : RestResponse.parse(octets);
            assertThat(LoggedForm.metadataOnly(head)).as(name).isEqualTo(octets);
        }
        assertThat(compared).isGreaterThanOrEqualTo(8);
    }

    private static String messageIn(Path container) throws IOException {
        try (InputStream file = Files.newInputStream(container);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("message.xml")) {
                    return new String(zip.readAllBytes(), UTF_8);
                }
            }
        }
        throw new AssertionError("no message.xml in " + container);
    }
}
