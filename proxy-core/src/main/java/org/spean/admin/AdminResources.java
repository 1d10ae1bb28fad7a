package org.spean.admin;

import java.util.List;
import java.util.function.Supplier;
import org.spean.health.Health;
import org.spean.net.EventLoops;

/** Everything that the admin port has. A further page is one more of them. */
public final class AdminResources {
    private AdminResources() {}

    /**
     * The resources of a gateway.
     *
     * @param loops of the data plane, at present
     * @param work whether it should be given work
     */
    public static List<AdminResource> all(Supplier<EventLoops> loops, Health work) {
        return List.of(new LiveResource(loops), new ReadyResource(work));
    }
}
