package org.spean.globalconf;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.config.ConfigurationException;
import org.spean.crypto.certificate.CertHash;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;
import org.spean.identifier.SecurityServerId;

/**
 * Reads shared parameters. The versions 2 to 6 differ only by elements that were added ({@code source},
 * {@code acmeServer}, {@code subsystemName}, {@code inMaintenanceMode}, {@code costType}, {@code defaultCsrFormat}) and
 * by the hash of authentication certificates, told apart by its length; so one reader serves them all.
 */
final class SharedParamsReader {
    private final List<SharedParams.Authority> authorities = new ArrayList<>();
    private final List<TimeStampingAuthority> timeStampers = new ArrayList<>();
    private final Space space;
    private final Texts references;
    private final Ints referred;
    private int[] numbers = new int[1 << 6];
    private @Nullable RegistryBuilder registry;
    private @Nullable String instance;
    private @Nullable Duration ocspFreshness;

    private SharedParamsReader(Space space) {
        this.space = space;
        this.references = new Texts(space);
        this.referred = new Ints(space);
    }

    static SharedParams read(Path file, boolean gently) {
        try (Space space = Space.working()) {
            return read(file, gently, new SharedParamsReader(space));
        }
    }

    private static SharedParams read(Path file, boolean gently, SharedParamsReader reader) {
        FileDigest digest = ParamsXml.read(file, gently, reader::element);
        if (reader.instance == null || reader.registry == null) {
            throw new ConfigurationException(file, null, "missing element instanceIdentifier");
        }
        if (reader.ocspFreshness == null) {
            throw new ConfigurationException(file, "globalSettings", "missing element ocspFreshnessSeconds");
        }
        return new SharedParams(
                reader.instance,
                reader.authorities,
                reader.timeStampers,
                reader.registry.build(),
                reader.ocspFreshness,
                digest);
    }

    private void element(ParamsXml xml, String name) {
        switch (name) {
            case "instanceIdentifier" -> instance(xml);
            case "approvedCA" -> authorities.add(authority(xml));
            case "approvedTSA" -> timeStampers.add(timeStamper(xml));
            case "member" -> member(xml);
            case "securityServer" -> server(xml);
            case "globalGroup" -> group(xml);
            case "globalSettings" ->
                xml.children(child -> {
                    if (child.equals("ocspFreshnessSeconds")) {
                        ocspFreshness = xml.seconds();
                    }
                });
            default -> {}
        }
    }

    private void instance(ParamsXml xml) {
        long mark = xml.mark();
        if (instance != null) {
            throw xml.error(mark, "is there twice");
        }
        instance = xml.text();
        registry = new RegistryBuilder(instance, space);
    }

    private static SharedParams.Authority authority(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        List<SharedParams.Node> intermediates = new ArrayList<>();
        List<SharedParams.Node> top = new ArrayList<>(1);
        xml.children(child -> {
            switch (child) {
                case "name" -> draft.name = xml.text();
                case "authenticationOnly" -> draft.flag = xml.flag();
                case "topCA" -> top.add(node(xml));
                case "intermediateCA" -> intermediates.add(node(xml));
                case "certificateProfileInfo" -> draft.text = xml.text();
                default -> {}
            }
        });
        return new SharedParams.Authority(
                xml.need(draft.name, mark, "name"),
                draft.flag,
                xml.need(top.isEmpty() ? null : top.getFirst(), mark, "topCA"),
                List.copyOf(intermediates),
                xml.need(draft.text, mark, "certificateProfileInfo"));
    }

    private static SharedParams.Node node(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        List<SharedParams.Responder> responders = new ArrayList<>();
        xml.children(child -> {
            switch (child) {
                case "cert" -> draft.certificate = xml.certificate();
                case "ocsp" -> responders.add(responder(xml));
                default -> {}
            }
        });
        return new SharedParams.Node(xml.need(draft.certificate, mark, "cert"), List.copyOf(responders));
    }

    private static SharedParams.Responder responder(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        xml.children(child -> {
            switch (child) {
                case "url" -> draft.url = xml.url();
                case "cert" -> draft.certificate = xml.certificate();
                default -> {}
            }
        });
        return new SharedParams.Responder(xml.need(draft.url, mark, "url"), draft.certificate);
    }

    private static TimeStampingAuthority timeStamper(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        xml.children(child -> {
            switch (child) {
                case "name" -> draft.name = xml.text();
                case "url" -> draft.url = xml.url();
                case "cert" -> draft.certificate = xml.certificate();
                default -> {}
            }
        });
        return new TimeStampingAuthority(
                xml.need(draft.name, mark, "name"),
                xml.need(draft.url, mark, "url"),
                xml.need(draft.certificate, mark, "cert"));
    }

    private void member(ParamsXml xml) {
        long mark = xml.mark();
        String reference = xml.attribute("id");
        Draft draft = new Draft();
        List<Subsystem> subsystems = new ArrayList<>(4);
        xml.children(child -> {
            switch (child) {
                case "memberClass" ->
                    xml.children(part -> {
                        if (part.equals("code")) {
                            draft.text = xml.text();
                        }
                    });
                case "memberCode" -> draft.code = xml.text();
                case "name" -> draft.name = xml.text();
                case "subsystem" -> subsystems.add(subsystem(xml));
                default -> {}
            }
        });
        RegistryBuilder all = registry(xml, mark);
        String memberClass = xml.need(draft.text, mark, "memberClass");
        String code = xml.need(draft.code, mark, "memberCode");
        String home = xml.need(instance, mark, "instanceIdentifier");
        MemberId member = xml.id(mark, () -> new MemberId(home, memberClass, code));
        int row = all.members().add(memberClass, code, xml.need(draft.name, mark, "name"));
        if (row == Members.NONE) {
            throw xml.error(mark, "member " + member + " is there twice");
        }
        refer(xml, mark, reference, ~row);
        for (Subsystem subsystem : subsystems) {
            xml.id(mark, () -> new ClientId(member, subsystem.code()));
            int number = all.members().add(row, subsystem.code(), subsystem.name());
            if (number == Members.NONE) {
                throw xml.error(mark, "subsystem " + subsystem.code() + " is there twice");
            }
            refer(xml, mark, subsystem.reference(), number);
        }
    }

    private static Subsystem subsystem(ParamsXml xml) {
        long mark = xml.mark();
        String reference = xml.attribute("id");
        Draft draft = new Draft();
        xml.children(child -> {
            switch (child) {
                case "subsystemCode" -> draft.code = xml.text();
                case "subsystemName" -> draft.name = xml.textOrEmpty();
                default -> {}
            }
        });
        return new Subsystem(
                xml.need(draft.code, mark, "subsystemCode"),
                reference,
                draft.name == null || draft.name.isEmpty() ? null : draft.name);
    }

    private void refer(ParamsXml xml, long mark, @Nullable String reference, int client) {
        if (reference == null) {
            return;
        }
        if (references.find(reference) != Texts.NONE) {
            throw xml.error(mark, "id " + reference + " is there twice");
        }
        references.intern(reference);
        referred.add(client);
    }

    private void server(ParamsXml xml) {
        long mark = xml.mark();
        Draft draft = new Draft();
        List<byte[]> hashes = new ArrayList<>(2);
        int[] clients = {0};
        xml.children(child -> {
            switch (child) {
                case "owner" -> draft.text = xml.text();
                case "serverCode" -> draft.code = xml.text();
                case "address" -> draft.name = xml.textOrEmpty();
                case "authCertHash" -> hashes.add(certHash(xml));
                case "client" -> collect(clients[0]++, referred(xml, xml.mark(), xml.text()));
                case "inMaintenanceMode" -> draft.maintenance = maintenance(xml);
                default -> {}
            }
        });
        RegistryBuilder all = registry(xml, mark);
        int owner = referred(xml, mark, xml.need(draft.text, mark, "owner"));
        if (owner >= 0) {
            throw xml.error(mark, "owner " + all.members().client(owner) + " (expected: a member)");
        }
        String code = xml.need(draft.code, mark, "serverCode");
        MemberId member = all.members().member(~owner);
        SecurityServerId id = xml.id(mark, () -> new SecurityServerId(member, code));
        String address = draft.name == null ? "" : draft.name;
        int[] registered = Arrays.copyOf(numbers, clients[0]);
        if (all.server(~owner, code, address, hashes, registered, draft.maintenance) == RegistryBuilder.NONE) {
            throw xml.error(mark, "security server " + id + " is there twice");
        }
    }

    private void collect(int index, int number) {
        numbers = index < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * index);
        numbers[index] = number;
    }

    private int referred(ParamsXml xml, long mark, String reference) {
        int text = references.find(reference);
        if (text == Texts.NONE) {
            throw xml.error(mark, "'" + reference + "' (expected: the id of a member or subsystem above)");
        }
        return referred.get(text);
    }

    /** By length, not by version: published trees of version 2 hold SHA-256 beside SHA-1. */
    private static byte[] certHash(ParamsXml xml) {
        long mark = xml.mark();
        byte[] bytes = xml.base64();
        if (bytes.length != CertHash.Algorithm.SHA_1.length() && bytes.length != CertHash.Algorithm.SHA_256.length()) {
            throw xml.error(mark, bytes.length + " bytes (expected: 20 of SHA-1 or 32 of SHA-256)");
        }
        return bytes;
    }

    private static Maintenance maintenance(ParamsXml xml) {
        Draft draft = new Draft();
        xml.children(child -> {
            if (child.equals("message")) {
                draft.text = xml.textOrEmpty();
            }
        });
        return new Maintenance(draft.text == null || draft.text.isEmpty() ? null : draft.text);
    }

    private void group(ParamsXml xml) {
        long mark = xml.mark();
        RegistryBuilder all = registry(xml, mark);
        Draft draft = new Draft();
        int[] count = {0};
        Set<ClientId> others = new HashSet<>();
        xml.children(child -> {
            switch (child) {
                case "groupCode" -> draft.code = xml.text();
                case "groupMember" -> {
                    ClientId client = xml.clientId();
                    int number = all.members().find(client);
                    if (number == Members.NOBODY) {
                        others.add(client);
                    } else {
                        collect(count[0]++, number);
                    }
                }
                default -> {}
            }
        });
        String code = xml.need(draft.code, mark, "groupCode");
        if (!all.group(code, Arrays.copyOf(numbers, count[0]), others)) {
            throw xml.error(mark, "global group " + code + " is there twice");
        }
    }

    private RegistryBuilder registry(ParamsXml xml, long mark) {
        return xml.need(registry, mark, "instanceIdentifier before it");
    }

    private record Subsystem(
            String code,
            @Nullable String reference,
            @Nullable String name) {}

    /** What was read of an element so far; every reader of an element uses some of it. */
    private static final class Draft {
        @Nullable
        String name;

        @Nullable
        String code;

        @Nullable
        String text;

        @Nullable
        URI url;

        @Nullable
        X509Certificate certificate;

        @Nullable
        Maintenance maintenance;

        boolean flag;
    }
}
