package org.spean.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a fault for a REST client: JSON, or XML where the client asks for that (PR-REST, 4.6). */
public final class RestFaultRenderer {
    private RestFaultRenderer() {}

    /**
     * The answer that tells a client of the fault.
     *
     * @param accept the client's {@code Accept} header, {@code null} when it sent none
     */
    public static RenderedFault render(Fault fault, FaultStyle style, @Nullable String accept) {
        String type = fault.code(style);
        boolean server = type.regionMatches(true, 0, "server.", 0, "server.".length());
        String xml = accept == null ? null : xmlType(accept);
        return new RenderedFault(
                server ? 500 : 400,
                headerSafe(type),
                xml == null ? "application/json" : xml,
                (xml == null ? json(type, fault) : xml(type, fault)).getBytes(UTF_8));
    }

    /** The XML content type of the answer, {@code null} for JSON: whichever of the two the client names first. */
    private static @Nullable String xmlType(String accept) {
        for (String range : accept.split(",", -1)) {
            int parameters = range.indexOf(';');
            String media = (parameters < 0 ? range : range.substring(0, parameters))
                    .trim()
                    .toLowerCase(Locale.ROOT);
            switch (media) {
                case "text/xml", "text/*" -> {
                    return "text/xml";
                }
                case "application/xml" -> {
                    return "application/xml";
                }
                case "application/json", "application/*", "*/*" -> {
                    return null;
                }
                default -> {}
            }
        }
        return null;
    }

    private static String json(String type, Fault fault) {
        StringBuilder out = new StringBuilder(256).append("{\"type\":\"");
        escape(out, type);
        out.append("\",\"message\":\"");
        escape(out, fault.message());
        out.append("\",\"detail\":\"");
        escape(out, fault.detail());
        return out.append("\"}").toString();
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(text, i)) {
                        out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static String xml(String type, Fault fault) {
        StringBuilder out = new StringBuilder(256).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><error><type>");
        XmlText.append(out, type);
        out.append("</type><message>");
        XmlText.append(out, fault.message());
        out.append("</message><detail>");
        XmlText.append(out, fault.detail());
        return out.append("</detail></error>").toString();
    }

    /** A peer chooses the code of its fault, and the code becomes a header: no line may be smuggled in. */
    private static String headerSafe(String type) {
        StringBuilder safe = new StringBuilder(type.length());
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            safe.append(c > 0x20 && c < 0x7F ? c : '_');
        }
        return safe.toString();
    }
}
