/**
 * Benchmarks of what an exchange costs, with JMH. After {@code mvn package}:
 * {@code java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main HashChain}.
 */
@NullMarked
package org.spean.benchmarks;

import org.jspecify.annotations.NullMarked;
