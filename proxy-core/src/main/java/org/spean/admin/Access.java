package org.spean.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.spean.config.AdminConfig;
import org.spean.config.Secret;
import org.spean.crypto.certificate.DistinguishedNames;
import org.spean.net.PeerIdentity;

/**
 * Who may see the admin port: whoever shows a listed certificate or the token, as bearer token or as password of HTTP Basic
 * authentication, which browsers can. A port without either is on loopback; there the host of a request must be this machine, so
 * that no page of another site reads it by a name of its own that leads here.
 */
final class Access {
    private Access() {}

    /** @param identity what was shown in TLS, {@code null}: nothing */
    static boolean granted(AdminConfig config, HttpHeaders headers, @Nullable PeerIdentity identity) {
        if (config.open()) {
            return local(headers.get(HttpHeaderNames.HOST));
        }
        if (identity != null && config.clients().contains(identity.certificate())) {
            return true;
        }
        Secret token = config.token();
        String shown = token == null ? null : shown(headers.get(HttpHeaderNames.AUTHORIZATION));
        return token != null && shown != null && token.matches(shown);
    }

    /** Who it was, for the audit: never the token. */
    static String who(AdminConfig config, @Nullable PeerIdentity identity, boolean granted) {
        if (identity != null) {
            return DistinguishedNames.text(identity.certificate().getSubjectX500Principal());
        }
        return !granted ? "unknown" : config.open() ? "this machine" : "token";
    }

    private static @Nullable String shown(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(
                        Base64.getDecoder()
                                .decode(authorization.substring(6).strip().getBytes(ISO_8859_1)),
                        UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? null : pair.substring(colon + 1);
            } catch (IllegalArgumentException e) {
                return null; // no Base64
            }
        }
        return null;
    }

    private static boolean local(@Nullable String host) {
        if (host == null) {
            return false;
        }
        int colon = host.lastIndexOf(':');
        String name = host.endsWith("]") || colon < 0 ? host : host.substring(0, colon);
        return name.toLowerCase(Locale.ROOT).equals("localhost")
                || NetUtil.isValidIpV4Address(name)
                || NetUtil.isValidIpV6Address(name);
    }
}
