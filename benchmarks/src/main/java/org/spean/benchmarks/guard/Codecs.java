package org.spean.benchmarks.guard;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.openjdk.jmh.infra.Blackhole;
import org.spean.benchmarks.multipart.MultipartBenchmark;
import org.spean.benchmarks.peer.TransportCodecBenchmark;
import org.spean.crypto.digest.DigestAlgorithm;

/** Messages between gateways: a small one as captured, and the body of a large one. */
final class Codecs {

    private Codecs() {}

    static Beside restPart(Blackhole hole) {
        TransportCodecBenchmark codec = new TransportCodecBenchmark();
        codec.setup();
        return new Calls(
                1,
                digestOf(4096),
                () -> {
                    hole.consume(codec.composeHead());
                    return codec.parseHead();
                },
                codec::tearDown);
    }

    static Beside encode(Blackhole hole) {
        TransportCodecBenchmark codec = new TransportCodecBenchmark();
        codec.setup();
        return new Calls(
                1,
                digestOf(codec.octets()),
                () -> {
                    codec.encode(hole);
                    return codec;
                },
                codec::tearDown);
    }

    static Beside decode(Blackhole hole) {
        TransportCodecBenchmark codec = new TransportCodecBenchmark();
        codec.setup();
        return new Calls(
                1,
                digestOf(codec.octets()),
                () -> {
                    codec.decode(hole);
                    return codec;
                },
                codec::tearDown);
    }

    static Beside body(Blackhole hole) {
        MultipartBenchmark parser = new MultipartBenchmark();
        parser.body = "random";
        parser.piece = 16384;
        parser.setup(hole);
        ByteBuffer octets = ByteBuffer.allocateDirect(1 << 20);
        CRC32C crc = new CRC32C();
        return new Calls(
                1,
                () -> {
                    crc.reset();
                    crc.update(octets.clear());
                    return crc.getValue();
                },
                parser::parse,
                parser::tearDown);
    }

    static Calls.Call digestOf(int length) {
        byte[] octets = new byte[length];
        return () -> DigestAlgorithm.SHA_512.digest(octets);
    }
}
