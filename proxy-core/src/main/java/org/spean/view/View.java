package org.spean.view;

import org.spean.config.GatewayConfig;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.globalconf.GlobalConf;

/**
 * Both configurations at one moment; immutable.
 *
 * @param globalConf the global configuration
 * @param config the gateway's own
 * @param anchors the trust anchors of the global configuration; those of the view before if nothing in them has changed
 * @param generation counts reloads, from 1
 */
public record View(GlobalConf globalConf, GatewayConfig config, TrustAnchors anchors, long generation) {}
