package org.spean.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spean.config.AccessList;
import org.spean.config.ClientConfig;
import org.spean.config.DescribedEndpoint;
import org.spean.config.EndpointRule;
import org.spean.config.ServiceConfig;
import org.spean.config.Subject;
import org.spean.identifier.ClientId;
import org.spean.identifier.ServiceId;
import org.spean.message.RequestHead;
import org.spean.view.View;

/**
 * Decides whether a client may call a service: by a right on the whole service, or by a rule for one of its endpoints.
 * Stateless; a decision reads only the view.
 */
public final class AccessRights {
    private static final AccessDecision UNKNOWN = new AccessDecision.UnknownService();
    private static final AccessDecision DENIED = new AccessDecision.Denied();

    private AccessRights() {}

    /** Decides on a request of a client that has been authenticated; the permit is for this request alone. */
    public static AccessDecision decide(View view, ClientId client, RequestHead request) {
        return decide(view, client, request.service(), request.verb(), request.servicePath(), request);
    }

    /** Decides on a request for a service of the gateway itself. */
    public static AccessDecision decide(View view, OwnService service, RequestHead request) {
        return service.answers(request) && service.allows(view, request)
                ? new AccessDecision.AllowedOwn(new Permit(request))
                : DENIED;
    }

    /** Whether a client may call some part of a service, even if not all. */
    public static boolean any(View view, ServiceConfig service, ClientId client) {
        return whole(view, service, client)
                || service.endpoints().stream().anyMatch(rule -> named(view, service.id(), rule.allow(), client));
    }

    /** Whether a client may call all of a service. */
    public static boolean whole(View view, ServiceConfig service, ClientId client) {
        return named(view, service.id(), service.allow(), client);
    }

    /** Whether a rule lets a client call all that a part of the service names. */
    public static boolean part(View view, ServiceConfig service, ClientId client, DescribedEndpoint part) {
        String[] segments = null;
        for (EndpointRule rule : service.endpoints()) {
            if (!rule.speaksOf(part.method()) || !named(view, service.id(), rule.allow(), client)) {
                continue;
            }
            if (rule.path().coversAll() || rule.path().toString().equals(part.path())) {
                return true;
            }
            if (segments == null) {
                segments = part.path().substring(1).split("/", -1);
            }
            if (rule.path().matches(segments)) { // a star matches a star, and a name matches a star
                return true;
            }
        }
        return false;
    }

    /**
     * Decides on a call that is no REST request, or is none yet: the permit, if any, permits no request.
     *
     * @param method an HTTP method
     * @param path below the service, as sent: percent-encoded, without query
     */
    public static AccessDecision decide(View view, ClientId client, ServiceId service, String method, String path) {
        return decide(view, client, service, method, path, null);
    }

    private static AccessDecision decide(
            View view, ClientId client, ServiceId id, String method, String path, @Nullable RequestHead request) {
        ServiceConfig service = view.config().service(id);
        if (service == null) {
            return UNKNOWN;
        }
        // Rights first: what is switched off, and why, is told only to those who may call it.
        boolean whole = named(view, id, service.allow(), client);
        if (!whole && !onEndpoint(view, service, client, method, path)) {
            return DENIED;
        }
        if (request != null && request.protocol() != service.protocol()) {
            return new AccessDecision.WrongProtocol(service.protocol());
        }
        String unsafe = ServicePath.unsafe(path);
        if (unsafe != null) {
            return new AccessDecision.UnsafePath(unsafe);
        }
        if (service.disabled() != null) {
            return new AccessDecision.Disabled(service.disabled());
        }
        return new AccessDecision.Allowed(service, new Permit(request));
    }

    private static boolean onEndpoint(View view, ServiceConfig service, ClientId client, String method, String path) {
        List<EndpointRule> rules = service.endpoints();
        if (rules.isEmpty()) {
            return false;
        }
        String[] segments = ServicePath.segments(path);
        for (EndpointRule rule : rules) {
            if (rule.speaksOf(method)
                    && (rule.path().coversAll()
                            || (segments != null && rule.path().matches(segments)))
                    && named(view, service.id(), rule.allow(), client)) {
                return true;
            }
        }
        return false;
    }

    private static boolean named(View view, ServiceId service, AccessList list, ClientId client) {
        if (list.clients().contains(client)) {
            return true;
        }
        for (Subject.GlobalGroup group : list.globalGroups()) {
            if (view.globalConf().inGlobalGroup(group.instance(), group.code(), client)) {
                return true;
            }
        }
        if (!list.localGroups().isEmpty()) {
            ClientConfig provider = view.config().client(service.provider());
            for (String code : list.localGroups()) {
                if (provider != null && provider.inGroup(code, client)) {
                    return true;
                }
            }
        }
        return false;
    }
}
