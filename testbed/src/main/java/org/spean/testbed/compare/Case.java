package org.spean.testbed.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spean.testbed.load.ProcessUsage;

/**
 * Something that is measured.
 *
 * @param name short: the letter of the issue of measurements, or a word
 * @param requests more than one are sent by turns, as often as they stand in the list
 * @param processes ids of those that do the work, by name; a process counts with all it has started
 */
record Case(String name, List<Request> requests, Map<String, Long> processes) {
    Case {
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("requests: none (expected: at least one)");
        }
    }

    static Case of(String name, Request request, Map<String, Long> processes) {
        return new Case(name, List.of(request), processes);
    }

    Request request() {
        return requests.getFirst();
    }

    /** CPU time and memory of each process now. */
    Map<String, ProcessUsage> usage() {
        Map<String, ProcessUsage> usage = new LinkedHashMap<>();
        processes.forEach((process, pid) -> usage.put(process, ProcessUsage.ofTree(pid)));
        return usage;
    }
}
