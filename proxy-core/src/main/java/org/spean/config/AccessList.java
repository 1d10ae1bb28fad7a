package org.spean.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.spean.identifier.ClientId;

/**
 * Who may call a service or an endpoint, indexed: a client is found by hash, only groups are tried one by one.
 *
 * @param clients clients named directly
 * @param localGroups codes of local groups of the provider
 * @param globalGroups groups of the global configuration
 */
public record AccessList(Set<ClientId> clients, Set<String> localGroups, List<Subject.GlobalGroup> globalGroups) {
    /** Nobody. */
    public static final AccessList NOBODY = new AccessList(Set.of(), Set.of(), List.of());

    public AccessList {
        clients = Set.copyOf(clients);
        localGroups = Set.copyOf(localGroups);
        globalGroups = List.copyOf(globalGroups);
    }

    /** Sorts subjects by their kinds. */
    public static AccessList of(List<Subject> subjects) {
        Set<ClientId> clients = new HashSet<>();
        Set<String> local = new HashSet<>();
        List<Subject.GlobalGroup> global = new ArrayList<>();
        for (Subject subject : subjects) {
            switch (subject) {
                case Subject.Client(ClientId id) -> clients.add(id);
                case Subject.LocalGroup(String code) -> local.add(code);
                case Subject.GlobalGroup group -> global.add(group);
            }
        }
        return new AccessList(clients, local, global);
    }

    /** Those of this list and of another. */
    public AccessList and(AccessList other) {
        if (other.isEmpty()) {
            return this;
        }
        Set<ClientId> allClients = new HashSet<>(clients);
        allClients.addAll(other.clients);
        Set<String> allLocal = new HashSet<>(localGroups);
        allLocal.addAll(other.localGroups);
        List<Subject.GlobalGroup> allGlobal = new ArrayList<>(globalGroups);
        allGlobal.addAll(other.globalGroups);
        return new AccessList(allClients, allLocal, allGlobal);
    }

    /** Whether nobody is named. */
    public boolean isEmpty() {
        return clients.isEmpty() && localGroups.isEmpty() && globalGroups.isEmpty();
    }
}
