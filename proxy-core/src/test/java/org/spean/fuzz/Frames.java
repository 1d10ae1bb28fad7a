package org.spean.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several documents in one input, with a zero byte between them, which none of those that are XML has in it. */
final class Frames {

    private Frames() {}

    static byte[] joined(byte[]... documents) {
        byte[] all = documents[0].clone();
        for (int i = 1; i < documents.length; i++) {
            int zero = all.length;
            all = Arrays.copyOf(all, zero + 1 + documents[i].length);
            System.arraycopy(documents[i], 0, all, zero + 1, documents[i].length);
        }
        return all;
    }

    /** As many as there are zeros, and one; at most {@code most}, the last with all zeros that are left. */
    static List<byte[]> split(byte[] input, int from, int most) {
        List<byte[]> documents = new ArrayList<>(most);
        int start = from;
        for (int at = from; at < input.length && documents.size() < most - 1; at++) {
            if (input[at] == 0) {
                documents.add(Arrays.copyOfRange(input, start, at));
                start = at + 1;
            }
        }
        documents.add(Arrays.copyOfRange(input, start, input.length));
        return documents;
    }
}
