package org.spean.fault;

/** Text into XML, with the five entities that the captures show and nothing XML 1.0 forbids. */
public final class XmlText {
    private XmlText() {}

    /** Appends text as the content of an element or of an attribute in double quotes. */
    public static void append(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '\t', '\n' -> out.append(c);
                case '\r' -> out.append("&#13;");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        boolean allowed = c >= 0x20 && !Character.isSurrogate(c) && c < 0xFFFE;
                        out.append(allowed ? c : '\uFFFD');
                    }
                }
            }
        }
    }
}
