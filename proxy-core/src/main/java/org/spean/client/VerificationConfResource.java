package org.spean.client;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.spean.globalconf.GlobalConfTree;
import org.spean.view.View;

/**
 * {@code GET /verificationconf}: what a verifier of signed documents needs, as a ZIP file: the shared parameters of our
 * instance and of the federated ones, as they were downloaded (UG-SIGDOC, 3.2). To whoever reaches the client port.
 */
final class VerificationConfResource implements ClientResource {

    private static final String PATH = "/verificationconf";
    private static final String FOLDER = "verificationconf/";
    private static final String SHARED = "shared-params.xml";

    private final Downloads downloads;

    VerificationConfResource(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && (request.uri().equals(PATH) || request.uri().startsWith(PATH + "?"));
    }

    @Override
    public Conversation serve(HttpRequest request, ClientConnection connection) {
        View view = connection.facilities().view();
        return Download.begin(connection, downloads, to -> write(view, to));
    }

    private static void write(View view, Download to) throws IOException {
        Path root = GlobalConfTree.root(view.config().globalConfiguration().directory());
        Set<String> instances = view.globalConf().instances();
        for (String instance : instances) {
            Files.size(root.resolve(instance).resolve(SHARED)); // what is not there is told before the first byte
        }
        ZipOutputStream zip = new ZipOutputStream(to.open("application/zip", "verificationconf.zip"));
        for (String instance : instances) {
            put(zip, root, instance + "/" + SHARED);
            put(zip, root, instance + "/" + SHARED + ".metadata");
        }
        zip.putNextEntry(new ZipEntry(FOLDER + "instance-identifier"));
        zip.write(view.globalConf().instance().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    private static void put(ZipOutputStream zip, Path root, String name) throws IOException {
        Path file = root.resolve(name);
        if (Files.exists(file)) {
            zip.putNextEntry(new ZipEntry(FOLDER + name));
            Files.copy(file, zip);
            zip.closeEntry();
        }
    }
}
