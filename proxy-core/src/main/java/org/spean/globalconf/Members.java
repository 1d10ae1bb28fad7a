package org.spean.globalconf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.identifier.ClientId;
import org.spean.identifier.MemberId;

/**
 * The members and subsystems of one instance, as rows. A client is a number: that of a subsystem is its row, that of a
 * member the complement of its row. Not safe for writing by several threads.
 */
final class Members {
    /** No row of a member or subsystem. */
    static final int NONE = Pairs.NONE;

    /** No number of a client. */
    static final int NOBODY = Integer.MIN_VALUE;

    private final String instance;
    private final Texts texts;
    private final Pairs members;
    private final Pairs subsystems;
    private final Ints names;
    private final Ints subsystemNames;

    Members(String instance, Space space) {
        this(instance, new Texts(space), new Pairs(space), new Pairs(space), new Ints(space), new Ints(space));
    }

    private Members(String instance, Texts texts, Pairs members, Pairs subsystems, Ints names, Ints subsystemNames) {
        this.instance = instance;
        this.texts = texts;
        this.members = members;
        this.subsystems = subsystems;
        this.names = names;
        this.subsystemNames = subsystemNames;
    }

    /** A new member's row, or {@link #NONE} if it is there already. */
    int add(String memberClass, String code, String name) {
        int row = members.add(texts.intern(memberClass), texts.intern(code));
        if (row != NONE) {
            names.add(texts.add(name));
        }
        return row;
    }

    /**
     * A new subsystem's row, or {@link #NONE} if its member has it already. A member's subsystems are added before the next
     * member.
     *
     * @param name for people, absent before version 5
     */
    int add(int member, String subsystem, @Nullable String name) {
        int row = subsystems.add(member, texts.intern(subsystem));
        if (row != NONE) {
            subsystemNames.add(name == null ? Texts.NONE : texts.add(name));
        }
        return row;
    }

    /** All, each member before its subsystems, in the order they were added in. */
    List<RegisteredClient> all() {
        List<RegisteredClient> all = new ArrayList<>(size());
        int subsystem = 0;
        for (int row = 0; row < members.size(); row++) {
            String name = name(row);
            all.add(new RegisteredClient(client(~row), name, null));
            for (; subsystem < subsystems.size() && subsystems.left(subsystem) == row; subsystem++) {
                int text = subsystemNames.get(subsystem);
                all.add(new RegisteredClient(client(subsystem), name, text == Texts.NONE ? null : texts.get(text)));
            }
        }
        return all;
    }

    /** The row of a member, or {@link #NONE}. */
    int find(MemberId id) {
        if (!id.instance().equals(instance)) {
            return NONE;
        }
        int memberClass = texts.find(id.memberClass());
        int code = texts.find(id.memberCode());
        return memberClass == Texts.NONE || code == Texts.NONE ? NONE : members.find(memberClass, code);
    }

    /** The number of a client, or {@link #NOBODY}. */
    int find(ClientId id) {
        int member = find(id.member());
        if (member == NONE) {
            return NOBODY;
        }
        String code = id.subsystem();
        if (code == null) {
            return ~member;
        }
        int text = texts.find(code);
        int subsystem = text == Texts.NONE ? NONE : subsystems.find(member, text);
        return subsystem == NONE ? NOBODY : subsystem;
    }

    MemberId member(int row) {
        return new MemberId(instance, texts.get(members.left(row)), texts.get(members.right(row)));
    }

    ClientId client(int number) {
        return number < 0
                ? new ClientId(member(~number), null)
                : new ClientId(member(subsystems.left(number)), texts.get(subsystems.right(number)));
    }

    String name(int member) {
        return texts.get(names.get(member));
    }

    /** A place for each client, from 0 to {@link #size} - 1. */
    int place(int client) {
        return client < 0 ? subsystems.size() + ~client : client;
    }

    int size() {
        return subsystems.size() + members.size();
    }

    Texts texts() {
        return texts;
    }

    Members in(Space other) {
        return new Members(
                instance,
                texts.in(other),
                members.in(other),
                subsystems.in(other),
                names.in(other),
                subsystemNames.in(other));
    }
}
