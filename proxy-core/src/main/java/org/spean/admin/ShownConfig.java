package org.spean.admin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spean.config.Secret;

/**
 * A configuration as maps and lists, with defaults, to be shown. Secrets become {@code ***}: those that are typed so, raw bytes,
 * and user names and passwords within URLs.
 */
final class ShownConfig {
    private static final String HIDDEN = "***";
    private static final Pattern USER_OF_URL = Pattern.compile("(?<=//)[^/@\\s]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)(?<=[?&;](?:password|user|sslpassword|token)=)[^&;]*");

    private ShownConfig() {}

    static Map<String, @Nullable Object> of(Record config) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            shown.put(component.getName(), shown(value(config, component)));
        }
        return shown;
    }

    private static @Nullable Object value(Record config, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true); // a record may be of its package only
            return component.getAccessor().invoke(config);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("no value of " + component, e);
        }
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Number number -> number;
            case Secret _ -> HIDDEN;
            case byte[] _ -> HIDDEN;
            case char[] _ -> HIDDEN;
            case Duration duration -> duration.toString().substring(2).toLowerCase(Locale.ROOT);
            case InetSocketAddress address -> address.getHostString() + ":" + address.getPort();
            case X509Certificate certificate ->
                certificate.getSubjectX500Principal().getName();
            case Map<?, ?> map -> entries(map);
            case Collection<?> collection -> elements(collection);
            case Record record when isPlain(record) -> record.toString();
            case Record record -> of(record);
            default -> text(value.toString());
        };
    }

    /** Identifiers are written as one text. */
    private static boolean isPlain(Record record) {
        return record.getClass().getPackageName().equals("org.spean.identifier");
    }

    private static List<@Nullable Object> elements(Collection<?> collection) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object element : collection) {
            shown.add(shown(element));
        }
        return shown;
    }

    private static Map<String, @Nullable Object> entries(Map<?, ?> map) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        map.forEach((key, value) -> shown.put(String.valueOf(key), shown(value)));
        return shown;
    }

    private static String text(String value) {
        return SECRET_PARAMETER
                .matcher(USER_OF_URL.matcher(value).replaceAll(HIDDEN + "@"))
                .replaceAll(HIDDEN);
    }
}
