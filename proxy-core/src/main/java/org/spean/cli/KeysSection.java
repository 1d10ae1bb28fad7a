package org.spean.cli;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.spean.config.KeyHomes;
import org.spean.crypto.certificate.CertHash;
import org.spean.crypto.certificate.IncorrectCertificateException;
import org.spean.crypto.key.KeyUse;
import org.spean.crypto.key.StoredKey;
import org.spean.crypto.trust.CertificateChain;
import org.spean.crypto.trust.TrustAnchors;
import org.spean.crypto.trust.UntrustedCertificateException;
import org.spean.globalconf.SecurityServer;
import org.spean.trust.StatusInquiry;
import org.spean.trust.StatusInquiry.State;
import org.spean.view.View;

/** Our own keys: their chains, whom they are for, and whether they can be used now. */
final class KeysSection implements CheckSection {
    private final StatusInquiry inquiry;
    private final boolean offline;

    KeysSection(StatusInquiry inquiry, boolean offline) {
        this.inquiry = inquiry;
        this.offline = offline;
    }

    @Override
    public void look(View view, Instant now, Report report) {
        try (KeyHomes.Look look = KeyHomes.look(view.config().keys())) {
            look(look, view, now, report);
        }
    }

    private void look(KeyHomes.Look look, View view, Instant now, Report report) {
        CertificateItems certificates = new CertificateItems(inquiry, offline, view.anchors(), now, report);
        boolean authenticates = false;
        boolean signs = false;
        for (StoredKey key : look.keyring().all()) {
            KeyUse use = key.purpose();
            CheckItem item = report.item((use == null ? "" : use.text() + " ") + "key", key.home());
            boolean good = key(key, look.setting(key), item, view, now, certificates) && key.usable();
            authenticates |= good && use == KeyUse.AUTHENTICATION;
            signs |= good && use == KeyUse.SIGNING;
        }
        if (!authenticates) {
            report.unusable("keys", "no authentication key can be used");
        }
        if (!signs) {
            report.unusable("keys", "no signing key can be used");
        }
    }

    /** Whether its certificate is trusted and fit for its use, and nobody says that it is revoked. */
    private static boolean key(
            StoredKey key, String setting, CheckItem item, View view, Instant now, CertificateItems certificates) {
        item.field("state", key.active() ? "active" : "inactive");
        String obstacle = key.obstacle();
        if (obstacle != null) {
            item.field("not usable", obstacle);
        }
        if (key.chain().isEmpty()) {
            item.field("certificate", "none yet");
            return false;
        }
        X509Certificate leaf = key.chain().getFirst();
        KeyUse use = key.purpose();
        boolean fit = true;
        if (use == KeyUse.AUTHENTICATION) {
            item.field("registered for", registered(leaf, view));
        }
        CertificateChain chain;
        try {
            chain = view.anchors().chain(leaf, key.chain(), now);
        } catch (UntrustedCertificateException e) {
            item.field("not trusted", String.valueOf(e.getMessage()));
            certificates.describe(item, setting, leaf);
            return false;
        }
        item.field("approved authority", chain.ca().name());
        item.field("profile", chain.ca().profile().name());
        if (use == KeyUse.SIGNING) {
            fit = member(chain, view.anchors(), item);
        }
        return chain(chain, setting, item, certificates) && fit;
    }

    private static boolean chain(
            CertificateChain chain, String setting, CheckItem item, CertificateItems certificates) {
        boolean good = true;
        List<X509Certificate> below = chain.withoutTop();
        for (int i = 0; i < below.size(); i++) {
            State state = certificates.withStatus(item, setting, below.get(i), chain.issuerOf(i));
            good &= state != State.REVOKED && state != State.UNKNOWN;
        }
        certificates.describe(item, setting, chain.certificates().getLast());
        return good;
    }

    private static boolean member(CertificateChain chain, TrustAnchors anchors, CheckItem item) {
        try {
            item.field("member", anchors.signerOf(chain).toString());
            return true;
        } catch (UntrustedCertificateException | IncorrectCertificateException e) {
            item.field("no member", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static String registered(X509Certificate certificate, View view) {
        SecurityServer server = view.globalConf().byAuthCert(CertHash.sha1(certificate), CertHash.sha256(certificate));
        if (server == null) {
            return "no server in the global configuration";
        }
        return server.id() + (server.id().equals(view.config().instanceServer()) ? "" : ", which is another server");
    }
}
