package org.spean.testbed.compare;

import java.nio.file.Path;
import org.spean.testbed.compare.SpeanPair.Launch;
import org.spean.testbed.demo.Narrator;

/**
 * Where and with what is measured.
 *
 * @param folder of this run
 * @param configurations of nginx
 * @param nginx the program
 * @param ours how the gateways that are measured are run
 */
record Bench(Path folder, Path configurations, String nginx, Launch ours, Effort effort, Narrator narrator) {}
