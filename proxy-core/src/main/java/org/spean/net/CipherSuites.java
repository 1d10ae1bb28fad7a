package org.spean.net;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;

/** The cipher suites of peers, and which engine can do what. */
final class CipherSuites {
    static final String TLS_1_3 = "TLSv1.3";
    static final String TLS_1_2 = "TLSv1.2";

    /** What BoringSSL and the JDK both have, the fastest with hardware AES first. */
    private static final List<String> MODERN = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** What only the JDK has, X-Road's three among them. */
    private static final List<String> JDK_ONLY = List.of(
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256");

    /** Numbers of the TLS 1.2 suites of {@link #MODERN}, by the key that authenticates the server. */
    private static final Set<Integer> MODERN_RSA = Set.of(0xC02F, 0xC030, 0xCCA8);

    private static final Set<Integer> MODERN_ECDSA = Set.of(0xC02B, 0xC02C, 0xCCA9);

    private static final int RANDOM = 32;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int VERSION_1_2 = 0x0303;
    private static final int VERSION_1_3 = 0x0304;

    private CipherSuites() {}

    static List<String> modern() {
        return MODERN;
    }

    static List<String> all() {
        return java.util.stream.Stream.concat(MODERN.stream(), JDK_ONLY.stream())
                .toList();
    }

    static boolean isModern(String suite) {
        return MODERN.contains(suite);
    }

    /**
     * Whether BoringSSL and the sender of a ClientHello have something in common. Reads without moving the buffer.
     *
     * @param hello the handshake message behind its header of four bytes (RFC 8446 4.1.2)
     * @param ec whether the server's key is an EC key
     * @param tls13 whether TLS 1.3 may be chosen
     * @throws IndexOutOfBoundsException when the message is shorter than it says
     */
    static boolean fitBoringSsl(ByteBuf hello, boolean ec, boolean tls12, boolean tls13) {
        ByteBuf in = hello.slice(hello.readerIndex(), hello.readableBytes());
        int version = in.readUnsignedShort();
        in.skipBytes(RANDOM);
        in.skipBytes(in.readUnsignedByte());
        ByteBuf suites = in.readSlice(in.readUnsignedShort());
        in.skipBytes(in.readUnsignedByte());
        if (tls13 && in.isReadable() && offers13(in.readSlice(in.readUnsignedShort()))) {
            return true;
        }
        if (!tls12 || version < VERSION_1_2) {
            return false;
        }
        Set<Integer> fitting = ec ? MODERN_ECDSA : MODERN_RSA;
        while (suites.readableBytes() >= 2) {
            if (fitting.contains(suites.readUnsignedShort())) {
                return true;
            }
        }
        return false;
    }

    private static boolean offers13(ByteBuf extensions) {
        while (extensions.readableBytes() >= 4) {
            int type = extensions.readUnsignedShort();
            ByteBuf data = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SUPPORTED_VERSIONS) {
                data.skipBytes(1);
                while (data.readableBytes() >= 2) {
                    if (data.readUnsignedShort() == VERSION_1_3) {
                        return true;
                    }
                }
                return false;
            }
        }
        return false;
    }
}
