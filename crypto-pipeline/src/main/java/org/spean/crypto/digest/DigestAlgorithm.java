package org.spean.crypto.digest;

import io.netty.util.concurrent.FastThreadLocal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The digest algorithms that messages and signatures may use (PR-MESSTRANSP, header {@code x-hash-algorithm}). */
@SuppressWarnings("ImmutableEnumChecker") // constants and a cache per thread, never written from outside
public enum DigestAlgorithm {
    /** 32 bytes. */
    SHA_256("SHA-256", "http://www.w3.org/2001/04/xmlenc#sha256", 32),
    /** 48 bytes. */
    SHA_384("SHA-384", "http://www.w3.org/2001/04/xmldsig-more#sha384", 48),
    /** 64 bytes; what stock servers use unless told otherwise. */
    SHA_512("SHA-512", "http://www.w3.org/2001/04/xmlenc#sha512", 64);

    private static final DigestAlgorithm[] ALL = values();
    private static final int MOST_IDLE = 8;

    private final String headerName;
    private final String uri;
    private final int length;
    private final DerItem item;
    private final FastThreadLocal<MessageDigest> perThread = new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() {
            return messageDigest();
        }
    };

    /** To find a digest anew by its name costs more than to compute that of a small message. */
    private final FastThreadLocal<ArrayDeque<MessageDigest>> idlePerThread = new FastThreadLocal<>() {
        @Override
        protected ArrayDeque<MessageDigest> initialValue() {
            return new ArrayDeque<>(MOST_IDLE);
        }
    };

    DigestAlgorithm(String headerName, String uri, int length) {
        this.headerName = headerName;
        this.uri = uri;
        this.length = length;
        this.item = new DerItem(uri, length);
    }

    /** The algorithm of this identifier in XML signatures, or null. */
    public static @Nullable DigestAlgorithm ofUri(String uri) {
        for (DigestAlgorithm algorithm : ALL) {
            if (algorithm.uri.equals(uri)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The algorithm of this name in the transport header ({@code SHA-512}, in any case), or null. */
    public static @Nullable DigestAlgorithm ofHeader(String name) {
        for (DigestAlgorithm algorithm : ALL) {
            if (algorithm.headerName.equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The identifier in XML signatures and hash chains. */
    public String uri() {
        return uri;
    }

    /** The name in the transport header and in the JDK. */
    public String headerName() {
        return headerName;
    }

    /** Bytes of a digest. */
    public int length() {
        return length;
    }

    /** A new digest of a stream. */
    public StreamingDigest start() {
        MessageDigest idle = idlePerThread.get().pollLast();
        return new StreamingDigest(this, idle == null ? messageDigest() : idle);
    }

    /** The digest of the concatenation. */
    public byte[] digest(byte[]... parts) {
        MessageDigest digest = perThread.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** Takes a digest back that is reset, for the next stream of this thread. */
    void giveBack(MessageDigest reset) {
        ArrayDeque<MessageDigest> idle = idlePerThread.get();
        if (idle.size() < MOST_IDLE) {
            idle.addLast(reset);
        }
    }

    DerItem item() {
        return item;
    }

    private MessageDigest messageDigest() {
        try {
            return MessageDigest.getInstance(headerName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java run-time lacks " + headerName, e);
        }
    }
}
