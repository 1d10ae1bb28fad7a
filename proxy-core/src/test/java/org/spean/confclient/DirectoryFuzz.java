package org.spean.confclient;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.spean.fuzz.FuzzTarget;
import org.spean.fuzz.Golden;
import org.spean.golden.CaptureSet;

/** A source's signed directory, and the directory inside, which a lying source could sign. */
public final class DirectoryFuzz implements FuzzTarget {

    @Override
    public Stream<byte[]> seeds() {
        List<byte[]> whole = Golden.files("/internalconf", "/externalconf").toList();
        return Stream.concat(whole.stream(), whole.stream().map(DirectoryFuzz::inner));
    }

    private static byte[] inner(byte[] directory) {
        String text = new String(directory, ISO_8859_1);
        int from = text.indexOf("Content-Type: multipart/mixed");
        int to = text.indexOf("--\n", text.indexOf("Hash-algorithm-id")) + 3;
        return text.substring(from, Math.max(from, to)).getBytes(ISO_8859_1);
    }

    @Override
    public void run(byte[] input) {
        try {
            SignedDirectory.parse(input, "multipart/related; boundary=x")
                    .verified(List.of(CaptureSet.named("golden").pki().certificate("globalconf-internal")));
        } catch (MalformedException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
        try {
            Directory.parse(MimePart.parse(input));
        } catch (MalformedException refused) {
            Objects.requireNonNull(refused.getMessage());
        }
    }
}
