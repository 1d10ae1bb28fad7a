package org.spean.testbed.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.spean.testbed.authority.Issued;

/** nginx with a configuration of its own. Closing it ends it. */
public final class NginxProcess implements AutoCloseable {
    private static final String AS_ROOT = "daemon off; user root;"; // or it could not read what only root may
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Process process;

    private NginxProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one process that ends TLS as a gateway's port for peers does, with its key and chain: client certificates
     * verified against the same authorities, session tickets given but nothing cached.
     *
     * @param authorities of the clients, in PEM
     */
    static NginxProcess start(
            String program, Path folder, InetSocketAddress address, Issued identity, List<String> authorities)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("chain.pem"), identity.pemChain());
        Files.writeString(folder.resolve("key.pem"), identity.pemKey());
        Files.writeString(folder.resolve("authorities.pem"), String.join("", authorities));
        String configuration = """
                master_process off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  server {
                    listen %2$s:%3$d ssl backlog=1024;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %1$s/chain.pem;
                    ssl_certificate_key %1$s/key.pem;
                    ssl_client_certificate %1$s/authorities.pem;
                    ssl_verify_client on;
                    ssl_verify_depth 3;
                    location / { return 204; }
                  }
                }
                """.formatted(folder, address.getAddress().getHostAddress(), address.getPort());
        return start(program, folder, configuration, address);
    }

    /**
     * Starts it with the given configuration, which must not say {@code daemon} or {@code user}: it runs as whoever
     * starts it.
     *
     * @param folder its own; the configuration and what it prints go there
     * @param address where it listens when it is ready
     */
    public static NginxProcess start(String program, Path folder, String configuration, InetSocketAddress address)
            throws IOException {
        if (listens(address)) {
            throw new IOException(address + " is in use (expected: free, for nginx)");
        }
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
        List<String> command = new ArrayList<>(List.of(program, "-p", folder.toString(), "-c", file.toString()));
        command.addAll(List.of("-g", "root".equals(System.getProperty("user.name")) ? AS_ROOT : "daemon off;"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        NginxProcess nginx = new NginxProcess(process);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!listens(address)) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                nginx.close();
                throw new IOException("nginx did not start: " + Files.readString(folder.resolve("out")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return nginx;
    }

    private static boolean listens(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        GatewayProcess.end(process);
    }
}
