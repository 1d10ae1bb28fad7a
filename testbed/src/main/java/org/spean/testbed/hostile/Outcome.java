package org.spean.testbed.hostile;

/**
 * What an attack came to.
 *
 * @param held whether the bound held
 * @param observed in a few words, with numbers
 */
public record Outcome(boolean held, String observed) {}
