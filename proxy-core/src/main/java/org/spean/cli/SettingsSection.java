package org.spean.cli;

import java.time.Instant;
import org.spean.config.Findings;
import org.spean.config.GatewayConfig;
import org.spean.globalconf.GlobalConf;
import org.spean.view.View;
import org.spean.view.ViewFindings;

/** Both configurations: what they are, who may send, what is offered, and what does not fit together. */
final class SettingsSection implements CheckSection {

    @Override
    public void look(View view, Instant now, Report report) {
        GatewayConfig config = view.config();
        report.item("configuration", config.file().toString());
        report.item("security server", config.instanceServer().toString());
        GlobalConf globalConf = view.globalConf();
        report.item("global configuration", globalConf.instance())
                .field("version", Integer.toString(globalConf.version()))
                .field("expires", Lifetimes.until(globalConf.expires(), now));
        config.clients().keySet().forEach(client -> report.item("client", client.toString()));
        config.services()
                .values()
                .forEach(service -> report.item(
                        "service",
                        service.id() + " -> " + service.url()
                                + (service.disabled() == null ? "" : " (disabled: " + service.disabled() + ")")));
        report.addAll(Findings.of(config, now));
        report.addAll(ViewFindings.of(view, now));
    }
}
