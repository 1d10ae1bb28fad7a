package org.spean.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import org.spean.importer.ServerConf.Identifier;

/** Turns rows of the table {@code identifier} into ids of ours. */
final class Identifiers {
    private Identifiers() {}

    /** A member or subsystem; an {@link IdentifierException} says why it is none that we can name. */
    static ClientId client(@Nullable Identifier row) {
        if (row == null || row.instance() == null || row.memberClass() == null || row.memberCode() == null) {
            throw new IdentifierException("is no member or subsystem");
        }
        boolean subsystem = "SUBSYSTEM".equals(row.type());
        if ((!subsystem && !"MEMBER".equals(row.type())) || subsystem == (row.subsystem() == null)) {
            throw new IdentifierException("is no member or subsystem");
        }
        return ClientId.of(row.instance(), row.memberClass(), row.memberCode(), row.subsystem());
    }

    /**
     * Adds a subject to a list of those who have a right.
     *
     * @param localGroups those of the provider
     */
    static void addSubject(ArrayNode allow, Identifier row, Set<String> localGroups) {
        switch (Objects.requireNonNullElse(row.type(), "")) {
            case "MEMBER", "SUBSYSTEM" -> allow.add(client(row).encoded());
            case "LOCALGROUP" -> {
                if (row.group() == null || !localGroups.contains(row.group())) {
                    throw new IdentifierException("no such group of the provider");
                }
                allow.addObject().put("localGroup", row.group());
            }
            case "GLOBALGROUP" -> {
                if (plain(row.instance()) && plain(row.group())) {
                    allow.addObject().put("globalGroup", row.instance() + "/" + row.group());
                } else {
                    throw new IdentifierException("a code that is empty or contains '/'");
                }
            }
            default -> throw new IdentifierException("only members, subsystems and groups can be given rights");
        }
    }

    /** Why what belongs to a client is left out. */
    static String without(ServerConf conf, @Nullable Long client) {
        return conf.clients().stream()
                .filter(row -> Objects.equals(row.id(), client))
                .findFirst()
                .map(row -> row.identifier() + " is left out")
                .orElse("belongs to no client");
    }

    private static boolean plain(@Nullable String code) {
        return code != null && !code.isEmpty() && code.indexOf('/') < 0;
    }
}
