package org.spean.crypto.asic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** File names of containers (UG-SIGDOC, 2.1). */
public final class ContainerName {
    private static final int MAX_QUERY_ID = 225;

    private ContainerName() {}

    /**
     * As {@code my-id-request-2ke9.asice}.
     *
     * @param queryId written as URLs write it, and cut if it is very long
     * @param number distinct for every message of the log, as its record's number is
     */
    public static String of(String queryId, boolean response, long number) {
        String encoded = URLEncoder.encode(queryId, UTF_8);
        String cut = encoded.length() > MAX_QUERY_ID ? encoded.substring(0, MAX_QUERY_ID) : encoded;
        return cut + (response ? "-response-" : "-request-") + Long.toUnsignedString(number, 32) + ".asice";
    }
}
