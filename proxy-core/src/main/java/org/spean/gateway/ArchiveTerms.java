package org.spean.gateway;

import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.spean.archive.ArchiveSettings;
import org.spean.config.GatewayConfig;
import org.spean.view.Change;
import org.spean.view.Successor;
import org.spean.view.View;

/** How evidence is archived now; a configuration whose OpenPGP keys cannot be used is refused. */
final class ArchiveTerms implements Successor {

    private final InstantSource clock;
    private volatile @Nullable Made current;

    private record Made(GatewayConfig from, ArchiveSettings settings) {}

    ArchiveTerms(InstantSource clock) {
        this.clock = clock;
    }

    ArchiveSettings settings() {
        return Objects.requireNonNull(current, "no configuration is in use yet").settings;
    }

    @Override
    public Change prepare(View next) {
        GatewayConfig config = next.config();
        Made before = current;
        if (before != null && before.from.archive().equals(config.archive())) {
            return Change.NONE;
        }
        Made made = new Made(config, ArchiveSettings.of(config, clock));
        return new Change() {
            @Override
            public void take() {
                current = made;
            }

            @Override
            public void discard() {
                // nothing is open
            }
        };
    }
}
