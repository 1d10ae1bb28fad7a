package org.spean.importer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a serverconf database (DM-SS) that matter to a gateway, as they are. Rows name each other by their keys;
 * a null key is a row that belongs to nothing.
 *
 * @param shown the database, for messages
 * @param serverCode code of the security server, absent in a server not yet initialised
 * @param owner key of the client that owns it
 * @param others the remaining tables that hold rows, and how many
 */
record ServerConf(
        String shown,
        @Nullable String serverCode,
        @Nullable Long owner,
        List<Client> clients,
        List<Certificate> certificates,
        List<LocalGroup> groups,
        List<GroupMember> members,
        List<Description> descriptions,
        List<Service> services,
        List<Endpoint> endpoints,
        List<Right> rights,
        List<TimeStamping> timeStamping,
        Map<String, Long> others) {

    /** A member, subsystem or group. */
    record Identifier(
            @Nullable String type,
            @Nullable String instance,
            @Nullable String memberClass,
            @Nullable String memberCode,
            @Nullable String subsystem,
            @Nullable String group) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(String.valueOf(type));
            for (String part : new @Nullable String[] {instance, memberClass, memberCode, subsystem, group}) {
                if (part != null) {
                    text.append(text.indexOf(" ") < 0 ? " " : "/").append(part);
                }
            }
            return text.toString();
        }
    }

    /** A member or subsystem of this server. */
    record Client(
            long id,
            @Nullable Identifier identifier,
            @Nullable String status,
            @Nullable String authentication) {}

    /** A TLS certificate of a client's information systems. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Certificate(long id, @Nullable Long client, byte @Nullable [] der) {}

    /** A group of a client. */
    record LocalGroup(long id, @Nullable Long client, String code) {}

    /** A member of a group. */
    record GroupMember(long id, @Nullable Long group, Identifier identifier) {}

    /** Where the services of a client are described. */
    record Description(
            long id,
            @Nullable Long client,
            String url,
            String type,
            boolean disabled,
            @Nullable String notice) {}

    /** A service; the time-out is in seconds. */
    record Service(
            long id,
            @Nullable Long description,
            String code,
            @Nullable String version,
            @Nullable String url,
            @Nullable Boolean verifyTls,
            @Nullable Integer timeout) {}

    /** What a right is given on: a whole service or a method and path of it. */
    record Endpoint(long id, @Nullable Long client, String serviceCode, String method, String path) {
        boolean wholeService() {
            return method.equals("*") && path.equals("**");
        }
    }

    /** A right of a subject on an endpoint. */
    record Right(long id, @Nullable Long client, @Nullable Long endpoint, Identifier subject) {}

    /** A time-stamping service in use. */
    record TimeStamping(long id, @Nullable String name, String url) {}
}
