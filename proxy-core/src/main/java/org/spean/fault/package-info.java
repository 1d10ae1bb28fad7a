/**
 * Why an exchange ended without its answer: X-Road's fault codes, where a fault arose, and how it is told to clients
 * (JSON, XML) and to peers (SOAP fault). A fault's text goes to strangers; its cause never does.
 */
@NullMarked
package org.spean.fault;

import org.jspecify.annotations.NullMarked;
