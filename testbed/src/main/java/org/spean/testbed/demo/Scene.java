package org.spean.testbed.demo;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.spean.testbed.EcosystemBuilder;
import org.spean.testbed.GatewayFile;
import org.spean.testbed.globalconf.ConfContent;
import org.spean.testbed.globalconf.Country;

/**
 * How a pair differs from the plainest one.
 *
 * @param ecosystem before it starts
 * @param content of the global configuration, before the gateways start
 * @param gateway each gateway's configuration
 * @param ministry the configuration of the ministry's gateway, besides
 */
record Scene(
        UnaryOperator<EcosystemBuilder> ecosystem,
        UnaryOperator<ConfContent> content,
        UnaryOperator<GatewayFile> gateway,
        UnaryOperator<GatewayFile> ministry) {
    /** Both gateways differ in the same. */
    Scene(
            UnaryOperator<EcosystemBuilder> ecosystem,
            UnaryOperator<ConfContent> content,
            UnaryOperator<GatewayFile> gateway) {
        this(ecosystem, content, gateway, file -> file);
    }

    /** The demo's: evidence is time-stamped while one looks on. */
    static final Scene PLAIN =
            new Scene(builder -> builder, content -> content, file -> file.set("timestamping.interval", "1s"));

    /** No log of exchanges. */
    static final Scene UNLOGGED = new Scene(builder -> builder, content -> content, file -> file.remove("exchangeLog"));

    /** What a gateway does every minute it does now and then in half a minute as well. */
    static final Scene TRAINING = new Scene(
            builder -> builder,
            content -> content,
            file -> file.remove("exchangeLog").set("timestamping.interval", "2s"));

    /** Everything is kept, and time-stamped at once. */
    static final Scene KEPT = new Scene(
            builder -> builder,
            content -> content,
            file -> file.set("timestamping.interval", "1s").set("messageLog.keep", "full"));

    /** The same with a ministry's gateway that differs in more. */
    Scene ministry(UnaryOperator<GatewayFile> change) {
        return new Scene(ecosystem, content, gateway, change);
    }

    /** Among all members of a country, with an intermediate authority, reading a tree that is looked at every second. */
    static Scene country(Path tree) {
        return new Scene(
                EcosystemBuilder::intermediate,
                Country.LARGE::addedTo,
                file -> file.remove("exchangeLog")
                        .remove("globalConfiguration.anchor")
                        .set("globalConfiguration.directory", tree.toString())
                        .set("globalConfiguration.reloadInterval", "1s"));
    }
}
