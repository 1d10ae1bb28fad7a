package org.spean.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spean.testbed.authority.CertificateStatus;
import org.spean.testbed.authority.OcspBehaviour;

/** The status page in a real browser, beside gateways that exchange. Screenshots stay in {@code target/screenshots}. */
class StatusPageTest {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    private Path folder;

    @TempDir
    private Path profile;

    private static String url(Pair pair, String path) {
        InetSocketAddress address = Objects.requireNonNull(pair.bank.address("admin"));
        return "http://" + address.getHostString() + ":" + address.getPort() + path;
    }

    @Test
    void isSmallAndLoadsNothingElse() throws Exception {
        try (Pair pair = Pair.in(folder).start()) {
            HttpResponse<String> page =
                    pair.send(HttpRequest.newBuilder(URI.create(url(pair, "/"))).build());

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body().length()).isLessThan(60_000);
            assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.body()).doesNotContain("http://", "https://", "onclick=", "style=\"");
        }
    }

    @Test
    void showsWhatGoesOn() throws Exception {
        Path binary = Chromium.installed();
        assumeTrue(binary != null, "no Chromium is installed (Debian: chromium)");
        try (Pair pair = Pair.in(folder)
                        .ecosystem((description, unready) -> description.ocspFreshness(Duration.ofSeconds(4)))
                        .start();
                Chromium browser = Chromium.start(Objects.requireNonNull(binary), profile)) {
            pair.ecosystem
                    .responders()
                    .forEach(responder -> responder.behave(OcspBehaviour.NORMAL.valid(Duration.ofSeconds(4))));
            Eventually.value(() -> pair.get("/persons/100000042").statusCode(), status -> status == 200);
            for (int i = 0; i < 20; i++) {
                pair.assertWorks();
            }
            assertThat(pair.getService("nothing", "/").statusCode()).isEqualTo(500);

            browser.size(1280, 900, false);
            browser.open(url(pair, "/"));
            Eventually.value(() -> browser.text("#verdict strong"), "Well"::equals);
            Eventually.value(() -> browser.content("#in-force"), text -> text.contains("instanceServer"));
            assertThat(browser.text("#services")).contains(Pair.SERVICE, "CONSUMER".toLowerCase(java.util.Locale.ROOT));
            assertThat(browser.text("#peer-table"))
                    .contains(pair.server("ss-moi").id(), "TLSv1.3", "good");
            // The first connections of a gateway may be made before its faster engine is ready.
            Eventually.value(
                    () -> {
                        pair.assertWorks();
                        return browser.text("#peer-table");
                    },
                    text -> text.contains("BoringSSL"));
            assertThat(browser.text("#certificate-table")).contains("signs for CAMBODIA/COM/CAMDX-000201", "days");
            assertThat(browser.text("#fault-list")).contains("UnknownService");
            assertThat(browser.content("#in-force")).doesNotContain("testbed");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.evaluate(
                                    "performance.getEntriesByType('resource').filter(r => !r.name.startsWith(location.origin)).length")
                            .asInt())
                    .isZero();

            forScreenReaders(browser);
            byKeyboard(browser);
            inDarkAndOnAPhone(browser);

            pair.ecosystem.issuer().status(pair.server("ss-bank").signing().certificate(), CertificateStatus.REVOKED);
            Eventually.value(() -> browser.text("#verdict"), text -> text.contains("No signing key is in reach"));
            Eventually.value(() -> browser.text("#certificate-table"), text -> text.contains("revoked"));
            browser.size(1280, 900, false);
            browser.dark(false);
            browser.evaluate("scrollTo(0, 0)");
            browser.screenshot(SCREENSHOTS.resolve("not-well.png"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void forScreenReaders(Chromium browser) throws Exception {
        List<String> told = browser.accessible();
        assertThat(told)
                .contains("banner:", "main:", "navigation:Sections", "contentinfo:")
                .contains("heading:Traffic", "heading:Recent faults", "heading:Configuration in force")
                .contains("table:Traffic by service", "columnheader:p99 ms", "rowheader:" + Pair.SERVICE);
        assertThat(browser.evaluate("document.getElementById('verdict').getAttribute('aria-live')")
                        .asText())
                .isEqualTo("polite");
        assertThat(browser.evaluate("document.querySelectorAll('thead th:not([scope=col])').length")
                        .asInt())
                .isZero();
    }

    private static void byKeyboard(Chromium browser) throws Exception {
        browser.press("Tab", 9);
        assertThat(browser.evaluate("document.activeElement.className").asText())
                .isEqualTo("skip");
        assertThat(browser.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
                        .asBoolean())
                .as("the link is seen")
                .isTrue();
        browser.press("Enter", 13);
        Eventually.value(() -> browser.evaluate("document.activeElement.id").asText(), "main"::equals);
        for (int i = 0;
                i < 40
                        && !browser.evaluate("document.activeElement.tagName")
                                .asText()
                                .equals("SUMMARY");
                i++) {
            browser.press("Tab", 9);
        }
        assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .as("focus is seen")
                .isEqualTo("solid");
        browser.press("Enter", 13);
        assertThat(browser.text("#fault-list details[open]"))
                .contains("It means", "What helps", "Ask the provider for its listMethods");
        browser.screenshot(SCREENSHOTS.resolve("light.png"));
    }

    private static void inDarkAndOnAPhone(Chromium browser) throws Exception {
        String light = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
        browser.dark(true);
        String dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
        assertThat(dark).isNotEqualTo(light);
        assertThat(brightness(light)).isGreaterThan(200);
        assertThat(brightness(dark)).isLessThan(60);
        browser.screenshot(SCREENSHOTS.resolve("dark.png"));

        for (int width : new int[] {360, 320}) {
            browser.size(width, 740, true);
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as("no scrolling sideways at " + width)
                    .isLessThanOrEqualTo(width);
        }
        browser.dark(false);
        browser.screenshot(SCREENSHOTS.resolve("phone.png"));
    }

    /** Of a colour as in {@code rgb(1, 2, 3)}: its red, as all are greys here. */
    private static int brightness(String colour) {
        return Integer.parseInt(colour.substring(colour.indexOf('(') + 1, colour.indexOf(',')));
    }
}
