package org.spean.globalconf;

import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;

/**
 * A member or subsystem as the global configuration lists it.
 *
 * @param id its id
 * @param memberName name of the member for people
 * @param subsystemName name of the subsystem for people, from version 5 on; absent for a member, and where none is given
 */
public record RegisteredClient(
        ClientId id, String memberName, @Nullable String subsystemName) {}
