/**
 * One exchange, from the head of a request to the last byte of its answer.
 *
 * <p>{@link org.spean.exchange.ExchangePlan} holds the order of guarantees; each step is a small stateless class; the
 * faces (client port, port 5500, call to the service) implement the doors declared here and know nothing of the order.
 */
@NullMarked
package org.spean.exchange;

import org.jspecify.annotations.NullMarked;
