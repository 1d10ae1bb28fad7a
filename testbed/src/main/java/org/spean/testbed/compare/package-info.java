/**
 * Measures pairs of gateways beside plain mTLS proxies of nginx, by turns in one run: {@code perf/compare}, and a long run
 * of one pair: {@code perf/soak}, or what one spends its time on: {@code perf/profile}.
 */
@NullMarked
package org.spean.testbed.compare;

import org.jspecify.annotations.NullMarked;
