package org.spean.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that gives one address for every name, or does as badly as it is told. */
final class ScriptedNames implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int ANSWER = 0x8180;
    private static final int NO_SUCH_NAME = 3;
    private static final int TYPE_A = 1;
    private static final int POINTER_TO_QUESTION = 0xc00c;

    /** What it does with a question. */
    enum Conduct {
        ANSWERS,
        DENIES,
        FALLS_SILENT,
        LIES
    }

    private final DatagramSocket socket;
    private final byte[] address;
    private final byte[] nobody;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Conduct conduct = Conduct.ANSWERS;

    private ScriptedNames(DatagramSocket socket, InetAddress address, InetAddress nobody) {
        this.socket = socket;
        this.address = address.getAddress();
        this.nobody = nobody.getAddress();
        Thread.ofPlatform().daemon().name("scripted-names").start(this::run);
    }

    /** @param nobody an IPv4 address at which nothing listens, for lies */
    static ScriptedNames start(InetSocketAddress at, String address, String nobody) throws IOException {
        return new ScriptedNames(new DatagramSocket(at), InetAddress.getByName(address), InetAddress.getByName(nobody));
    }

    void conduct(Conduct next) {
        conduct = next;
    }

    /** Questions that have come. */
    int asked() {
        return asked.get();
    }

    private void run() {
        byte[] space = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(space, space.length);
            try {
                socket.receive(packet);
                asked.incrementAndGet();
                Conduct now = conduct;
                if (now != Conduct.FALLS_SILENT) {
                    byte[] answer = answer(space, packet.getLength(), now);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] query, int length, Conduct now) {
        int end = HEADER;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        if (end > length) {
            throw new IllegalStateException("no question");
        }
        int type = query[end - 4] << 8 | query[end - 3];
        boolean has = type == TYPE_A && now != Conduct.DENIES;
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.put(query, 0, 2).putShort((short) (ANSWER | (now == Conduct.DENIES ? NO_SUCH_NAME : 0)));
        answer.putShort((short) 1).putShort((short) (has ? 1 : 0)).putInt(0);
        answer.put(query, HEADER, end - HEADER);
        if (has) {
            answer.putShort((short) POINTER_TO_QUESTION)
                    .putShort((short) TYPE_A)
                    .putShort((short) 1);
            answer.putInt(0).putShort((short) 4).put(now == Conduct.LIES ? nobody : address); // not to be remembered
        }
        byte[] bytes = new byte[answer.position()];
        answer.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
