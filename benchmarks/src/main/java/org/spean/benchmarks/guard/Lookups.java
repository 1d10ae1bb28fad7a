package org.spean.benchmarks.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.spean.benchmarks.globalconf.GlobalConfBenchmark;

/** What an exchange asks a country's global configuration, beside look-ups in a map of as many texts. */
final class Lookups {

    private static final int AT_ONCE = 64;
    private static final int QUESTIONS = 3;

    private Lookups() {}

    static Beside open() throws Exception {
        GlobalConfBenchmark conf = new GlobalConfBenchmark();
        conf.version = 5;
        conf.prepare();
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            map.put("CAMBODIA/COM/CAMDX-" + i + "/SUBSYSTEM", i);
        }
        List<String> keys = new ArrayList<>();
        map.keySet().forEach(key -> keys.add(new String(key.toCharArray()))); // without a hash that is remembered
        Collections.shuffle(keys, new Random(1));
        int[] next = new int[1];
        return new Calls(
                AT_ONCE,
                () -> {
                    int sum = 0;
                    for (int i = 0; i < AT_ONCE * QUESTIONS; i++) {
                        next[0] = (next[0] + 1) % keys.size();
                        sum += map.getOrDefault(keys.get(next[0]), 0);
                    }
                    return sum;
                },
                () -> {
                    int found = 0;
                    for (int i = 0; i < AT_ONCE; i++) {
                        found += (conf.serverByHash() ? 1 : 0)
                                + (conf.serversOfClient() ? 1 : 0)
                                + (conf.memberExists() ? 1 : 0);
                    }
                    return found;
                },
                conf::remove);
    }
}
