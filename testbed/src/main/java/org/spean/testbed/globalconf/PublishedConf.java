package org.spean.testbed.globalconf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.testbed.authority.KeyKind;
import org.spean.testbed.globalconf.SourceBehaviour.Fault;

/** What a source publishes at one time. Immutable; each change gives another, which the source signs. */
public final class PublishedConf {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssnnnnnnnnn").withZone(ZoneOffset.UTC);
    private static final Map<String, String> OPTIONAL = Map.of(
            "MONITORING", "monitoring-params.xml",
            "FETCHINTERVAL", "fetchinterval-params.xml",
            "NEXTUPDATE", "nextupdate-params.xml");

    private final ConfContent content;
    private final ConfSigner internal;
    private final ConfSigner external;
    private final Instant moment;
    private @Nullable ConfSigner nextInternal;
    private @Nullable ConfSigner nextExternal;
    private Map<String, String> optional = Map.of();
    private List<ConfAnchor> federated = List.of();
    private List<ConfAnnouncement> others = List.of();
    private @Nullable String address;
    private boolean withoutShared;

    PublishedConf(ConfContent content, ConfSigner internal, ConfSigner external, Instant moment) {
        this.content = content;
        this.internal = internal;
        this.external = external;
        this.moment = moment;
    }

    private PublishedConf copy(ConfContent newContent, ConfSigner newInternal, ConfSigner newExternal, Instant at) {
        PublishedConf copy = new PublishedConf(newContent, newInternal, newExternal, at);
        copy.nextInternal = nextInternal;
        copy.nextExternal = nextExternal;
        copy.optional = optional;
        copy.federated = federated;
        copy.others = others;
        copy.address = address;
        copy.withoutShared = withoutShared;
        return copy;
    }

    PublishedConf at(Instant now) {
        return copy(content, internal, external, now.isAfter(moment) ? now : moment.plusNanos(1));
    }

    public ConfContent content() {
        return content;
    }

    ConfSigner internal() {
        return internal;
    }

    ConfSigner external() {
        return external;
    }

    /** With other content. */
    public PublishedConf content(ConfContent newContent) {
        return copy(newContent, internal, external, moment);
    }

    PublishedConf keys(ConfSigner newInternal, ConfSigner newExternal) {
        return copy(content, newInternal, newExternal, moment);
    }

    PublishedConf nextKeys(ConfSigner newInternal, ConfSigner newExternal) {
        PublishedConf next = copy(content, internal, external, moment);
        next.nextInternal = newInternal;
        next.nextExternal = newExternal;
        return next;
    }

    /** Signed with the keys that were prepared. */
    public PublishedConf useNextKeys() {
        PublishedConf next =
                copy(content, Objects.requireNonNull(nextInternal), Objects.requireNonNull(nextExternal), moment);
        next.nextInternal = null;
        next.nextExternal = null;
        return next;
    }

    /** With optional parts: {@code MONITORING}, {@code FETCHINTERVAL}, {@code NEXTUPDATE} or others, with their XML. */
    public PublishedConf optional(Map<String, String> parts) {
        PublishedConf next = copy(content, internal, external, moment);
        next.optional = new LinkedHashMap<>(parts);
        return next;
    }

    /** With the anchors of other instances, or of our own shared parameters elsewhere, in private parameters. */
    public PublishedConf anchors(List<ConfAnchor> anchors) {
        PublishedConf next = copy(content, internal, external, moment);
        next.federated = List.copyOf(anchors);
        return next;
    }

    /** With shared parameters that announce this source, by its address, and others. */
    public PublishedConf announcing(String ownAddress, List<ConfAnnouncement> otherSources) {
        PublishedConf next = copy(content, internal, external, moment);
        next.address = ownAddress;
        next.others = List.copyOf(otherSources);
        return next;
    }

    /** Without shared parameters in the directory for members. */
    public PublishedConf withoutShared() {
        PublishedConf next = copy(content, internal, external, moment);
        next.withoutShared = true;
        return next;
    }

    private String shared(int version, Fault fault) {
        String xml = SharedParams.render(content.withVersion(version), announcements());
        return switch (fault) {
            case MALFORMED_PART -> xml.substring(0, xml.length() / 2);
            case ENTITIES_IN_PART ->
                xml.replace(
                        "?>\n",
                        "?><!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n");
            case DEPTH_IN_PART -> xml.replace("<globalSettings>", "<a>".repeat(10_000) + "<globalSettings>");
            default -> xml;
        };
    }

    private List<ConfAnnouncement> announcements() {
        List<ConfAnnouncement> all = new ArrayList<>(others);
        if (address != null || others.isEmpty()) {
            ConfSigner next = nextInternal;
            ConfSigner nextOther = nextExternal;
            all.add(new ConfAnnouncement(
                    address == null ? "127.0.0.14" : address,
                    next == null
                            ? List.of(internal.certificate())
                            : List.of(internal.certificate(), next.certificate()),
                    nextOther == null
                            ? List.of(external.certificate())
                            : List.of(external.certificate(), nextOther.certificate())));
        }
        return all;
    }

    private List<DirectoryText.Item> items(boolean forMembers, int version, Fault fault) {
        String folder = "/V" + version + "/" + MOMENT.format(moment) + "/";
        String instance = content.instance();
        List<DirectoryText.Item> items = new ArrayList<>();
        if (forMembers) {
            items.add(item(
                    "PRIVATE-PARAMETERS",
                    instance,
                    folder,
                    "private-params.xml",
                    PrivateParams.render(content, federated)));
            optional.forEach((identifier, xml) -> items.add(item(
                    identifier,
                    instance,
                    folder,
                    OPTIONAL.getOrDefault(identifier, identifier.toLowerCase(Locale.ROOT) + ".xml"),
                    xml)));
        }
        if (!forMembers || !withoutShared) {
            items.add(item("SHARED-PARAMETERS", instance, folder, "shared-params.xml", shared(version, fault)));
        }
        if (fault == Fault.PATH_IN_FILE_NAME) {
            items.add(new DirectoryText.Item("EXTRA", instance, folder + "extra.xml", "../../extra.xml", new byte[0]));
        }
        if (fault == Fault.PATH_IN_INSTANCE) {
            items.add(new DirectoryText.Item(
                    "SHARED-PARAMETERS", "../outside", folder + "shared-params.xml", null, new byte[0]));
        }
        return items;
    }

    private static DirectoryText.Item item(String identifier, String instance, String folder, String name, String xml) {
        return new DirectoryText.Item(identifier, instance, folder + name, null, xml.getBytes(UTF_8));
    }

    byte[] directory(boolean forMembers, int version, Fault fault) {
        ConfSigner signer = forMembers ? internal : external;
        Instant expires = fault == Fault.EXPIRED ? moment.minus(Duration.ofMinutes(1)) : content.expires();
        byte[] directory = DirectoryText.directory(expires, version, items(forMembers, version, fault));
        if (fault == Fault.MALFORMED_DIRECTORY) {
            directory = new String(directory, UTF_8)
                    .replace("Hash-algorithm-id", "Hash-algorithm")
                    .getBytes(UTF_8);
        }
        return switch (fault) {
            case FORGED_DIRECTORY -> {
                byte[] changed =
                        DirectoryText.directory(expires.plusSeconds(3600), version, items(forMembers, version, fault));
                yield DirectoryText.signed(changed, signer.sign(directory), signer);
            }
            case FORGED_SIGNATURE -> DirectoryText.signed(directory, signer.sign("other".getBytes(UTF_8)), signer);
            case WRONG_CERTIFICATE -> {
                ConfSigner stranger = ConfSigner.make("stranger", KeyKind.EC_P256, InstantSource.fixed(moment));
                yield DirectoryText.signed(directory, stranger.sign(directory), stranger);
            }
            default -> DirectoryText.signed(directory, signer.sign(directory), signer);
        };
    }

    /** The part at a path, null if there is none. */
    byte @Nullable [] part(String path, Fault fault) {
        if (!path.matches("/V[2-6]/\\d+/[a-z-]+\\.xml")) {
            return null;
        }
        int version = path.charAt(2) - '0';
        List<DirectoryText.Item> all = new ArrayList<>(items(true, version, fault));
        all.addAll(items(false, version, fault));
        return all.stream()
                .filter(item -> item.location().equals(path))
                .map(DirectoryText.Item::content)
                .findFirst()
                .orElse(null);
    }
}
