package org.spean.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spean.golden.RawMessage;

/** The code of a fault, found by a reader that knows nothing of ours. */
final class Fault {

    private static final Pattern SOAP = Pattern.compile("<faultcode>([^<]+)</faultcode>");
    private static final Pattern JSON = Pattern.compile("\"type\":\"([^\"]+)\"");

    private Fault() {}

    static String inSoap(RawMessage answer) {
        return inSoap(new String(answer.entity(), UTF_8));
    }

    static String inSoap(String text) {
        return find(SOAP, text);
    }

    static String inJson(RawMessage answer) {
        return find(JSON, new String(answer.entity(), UTF_8));
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "no fault: " + text;
    }
}
