package org.spean.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.spean.testbed.authority.Issued;

/**
 * One security server of an {@link Ecosystem}: its identity, its addresses and the folder with its keys. The PKCS#12
 * files are {@code auth.p12} and {@code sign.p12} (aliases {@code auth} and {@code sign}), the pins beside them in
 * {@code auth.pin} and {@code sign.pin}.
 *
 * @param id security server id, {@code instance/class/member/server}
 * @param member owner, {@code instance/class/member}
 * @param address the loopback address it is registered with
 * @param subsystems codes of the owner's subsystems registered on it
 * @param ports where it listens
 * @param folder holds keys, configuration, message log
 */
public record EcosystemServer(
        String id,
        String member,
        String organisation,
        String address,
        List<String> subsystems,
        ServerPorts ports,
        Path folder,
        Issued authentication,
        Issued signing) {

    /** Where the configuration file is written: {@code gateway.yaml} in the folder. */
    public Path configuration() {
        return folder.resolve("gateway.yaml");
    }

    /** Id of one of its subsystems, {@code instance/class/member/subsystem}. */
    public String subsystem(String code) {
        return member + "/" + code;
    }

    /** The base address of its client port for plain HTTP. */
    public String clientUrl() {
        return "http://" + address + ":" + ports.clientHttp();
    }

    /** Server code, the last part of the id. */
    public String code() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    void writeKeys() throws IOException {
        writeKey("auth", authentication);
        writeKey("sign", signing);
    }

    private void writeKey(String name, Issued issued) throws IOException {
        String pin = "testbed-" + name;
        issued.writePkcs12(folder.resolve(name + ".p12"), name, pin);
        issued.writePem(folder.resolve(name + ".pem"));
        Path file = folder.resolve(name + ".pin");
        Files.writeString(file, pin + "\n");
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
