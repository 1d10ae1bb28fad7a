package org.spean.importer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.SecurityServerId;

/**
 * What to import, and where to.
 *
 * @param from an X-Road server's {@code /etc/xroad}, or a copy of it
 * @param output the configuration file to write
 * @param force whether an existing one is replaced
 * @param server which security server it is; absent: as the database or the global configuration says
 * @param database the serverconf database; absent: the one of {@code db.properties}
 * @param withoutDatabase whether {@code db.properties} is not followed
 */
public record ImportRequest(
        Path from,
        Path output,
        boolean force,
        @Nullable SecurityServerId server,
        @Nullable DatabaseAccess database,
        boolean withoutDatabase) {}
