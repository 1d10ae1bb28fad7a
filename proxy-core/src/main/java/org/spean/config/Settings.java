package org.spean.config;

import static org.spean.config.Setting.Kind.ADDRESS;
import static org.spean.config.Setting.Kind.CHOICE;
import static org.spean.config.Setting.Kind.COUNT;
import static org.spean.config.Setting.Kind.DURATION;
import static org.spean.config.Setting.Kind.FLAG;
import static org.spean.config.Setting.Kind.ID;
import static org.spean.config.Setting.Kind.LIST;
import static org.spean.config.Setting.Kind.MAP;
import static org.spean.config.Setting.Kind.PATH;
import static org.spean.config.Setting.Kind.SIZE;
import static org.spean.config.Setting.Kind.TEXT;
import static org.spean.config.Setting.Kind.URL;
import static org.spean.config.Setting.optional;
import static org.spean.config.Setting.preset;
import static org.spean.config.Setting.required;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every key of the configuration file, in the order of the sample. */
public final class Settings {
    private static final List<Setting> ALL = new ArrayList<>();

    static final Setting INSTANCE_SERVER =
            add(required("instanceServer", ID, "id of this security server: instance/class/member/server code"));

    static final Setting GLOBAL_CONFIGURATION =
            add(required("globalConfiguration", MAP, "the global configuration of the ecosystem"));
    static final Setting GC_DIRECTORY = add(required(
            "globalConfiguration.directory",
            PATH,
            "the downloaded tree, with instance-identifier; with an anchor, where the gateway keeps it"));
    static final Setting GC_RELOAD = add(preset(
            "globalConfiguration.reloadInterval",
            DURATION,
            "5s",
            "100ms",
            "1h",
            "how often the tree and this file are looked at for changes"));

    static final Setting GC_ANCHOR = add(optional(
            "globalConfiguration.anchor",
            PATH,
            "configuration anchor: the gateway downloads the configuration itself; without, something else must"));
    static final Setting GC_REFRESH = add(preset(
            "globalConfiguration.refreshInterval",
            DURATION,
            "60s",
            "1s",
            "1h",
            "how often the sources of the anchor are asked, give or take a tenth"));
    static final Setting GC_TIMEOUT = add(preset(
            "globalConfiguration.timeout", DURATION, "30s", "1s", "10m", "one download, of a directory or of a part"));
    static final Setting GC_START_TIMEOUT = add(preset(
            "globalConfiguration.startTimeout",
            DURATION,
            "60s",
            "1s",
            "1h",
            "how long a start without a usable tree waits for the first download"));
    static final Setting GC_FEDERATION = add(preset(
            "globalConfiguration.federation",
            LIST,
            "[]",
            "federated instances to download too, by name; [all]: every one; empty: none"));
    static final Setting GC_TLS = add(optional("globalConfiguration.tls", MAP, "TLS towards sources with https URLs"));
    static final Setting GC_TLS_VERIFY = add(preset(
            "globalConfiguration.tls.verify",
            FLAG,
            "true",
            "check a source's TLS certificate and host name; the configuration is signed all the same"));
    static final Setting GC_TLS_TRUST = add(preset(
            "globalConfiguration.tls.trust",
            LIST,
            "[]",
            "PEM files of their certificates or authorities; empty: the JDK's authorities and the host name"));
    static final Setting GC_TLS_PROTOCOLS =
            add(preset("globalConfiguration.tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered"));
    static final Setting GC_TLS_SUITES = add(preset(
            "globalConfiguration.tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: modern ones and those of old services"));

    static final Setting KEYS = add(
            required(
                    "keys",
                    MAP,
                    "private keys and certificates; each home is optional, but there must be one of authentication and one of signing keys"));
    static final Setting AUTHENTICATION = add(optional(
            "keys.authentication", MAP, "key of this server towards other servers, unless it is in store or xroad"));
    static final Setting AUTHENTICATION_FILE = add(required("keys.authentication.file", PATH, "PKCS#12 file"));
    static final Setting AUTHENTICATION_PASSWORD_FILE =
            add(optional("keys.authentication.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting AUTHENTICATION_PASSWORD_ENV = add(optional(
            "keys.authentication.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting AUTHENTICATION_ALIAS =
            add(optional("keys.authentication.alias", TEXT, "entry to use; needed if the file holds several"));
    static final Setting SIGNING = add(optional(
            "keys.signing",
            LIST,
            "keys that sign messages, one or more a member: the newest with a good OCSP status is used"));
    static final Setting SIGNING_FILE = add(required("keys.signing[].file", PATH, "PKCS#12 file"));
    static final Setting SIGNING_PASSWORD_FILE =
            add(optional("keys.signing[].passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting SIGNING_PASSWORD_ENV = add(optional(
            "keys.signing[].passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting SIGNING_ALIAS =
            add(optional("keys.signing[].alias", TEXT, "entry to use; needed if the file holds several"));
    static final Setting STORE = add(optional(
            "keys.store", MAP, "folder of keys that 'spean key' generates, certifies, activates and deactivates"));
    static final Setting STORE_DIRECTORY =
            add(required("keys.store.directory", PATH, "one PKCS#12 file a key and an index; made if absent"));
    static final Setting STORE_PASSWORD_FILE =
            add(optional("keys.store.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting STORE_PASSWORD_ENV = add(
            optional("keys.store.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting XROAD =
            add(optional("keys.xroad", MAP, "keys of an X-Road signer, read in place and never written"));
    static final Setting XROAD_DIRECTORY =
            add(required("keys.xroad.directory", PATH, "holds keyconf.xml and softtoken/, as /etc/xroad/signer"));
    static final Setting XROAD_PIN_FILE =
            add(optional("keys.xroad.pinFile", PATH, "file with the software token's PIN; or use pinEnv"));
    static final Setting XROAD_PIN_ENV =
            add(optional("keys.xroad.pinEnv", TEXT, "environment variable with the PIN; or use pinFile"));
    static final Setting PKCS11 =
            add(optional("keys.pkcs11", LIST, "signing keys in hardware, which they never leave"));
    static final Setting PKCS11_LIBRARY = add(required("keys.pkcs11[].library", PATH, "the vendor's PKCS#11 module"));
    static final Setting PKCS11_LABEL =
            add(optional("keys.pkcs11[].tokenLabel", TEXT, "label of the token; or use slot"));
    static final Setting PKCS11_SLOT = add(new Setting(
            "keys.pkcs11[].slot",
            COUNT,
            Setting.Need.OPTIONAL,
            "",
            "0",
            "2147483647",
            "id of the token's slot; or use tokenLabel"));
    static final Setting PKCS11_PIN_FILE =
            add(optional("keys.pkcs11[].pinFile", PATH, "file with the user's PIN; or use pinEnv"));
    static final Setting PKCS11_PIN_ENV =
            add(optional("keys.pkcs11[].pinEnv", TEXT, "environment variable with the PIN; or use pinFile"));
    static final Setting PKCS11_SESSIONS = add(
            preset("keys.pkcs11[].sessions", COUNT, "4", "1", "256", "signatures at the same time, each on a thread"));
    static final Setting PKCS11_CERTIFICATES = add(preset(
            "keys.pkcs11[].certificates",
            LIST,
            "[]",
            "PEM files of certificates that are neither in the token nor in keyconf.xml"));
    static final Setting PKCS11_DIRECTORY = add(optional(
            "keys.pkcs11[].directory", PATH, "folder where 'spean key' keeps certificates and flags of this token"));
    static final Setting CLIENT_TLS =
            add(optional("keys.clientTls", MAP, "key of the HTTPS port for information systems"));
    static final Setting CLIENT_TLS_FILE = add(required("keys.clientTls.file", PATH, "PKCS#12 file"));
    static final Setting CLIENT_TLS_PASSWORD_FILE =
            add(optional("keys.clientTls.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting CLIENT_TLS_PASSWORD_ENV = add(optional(
            "keys.clientTls.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting CLIENT_TLS_ALIAS =
            add(optional("keys.clientTls.alias", TEXT, "entry to use; needed if the file holds several"));
    static final Setting SERVICE_KEY =
            add(optional("keys.serviceTls", MAP, "key shown to https services that ask for a client certificate"));
    static final Setting SERVICE_KEY_FILE = add(required("keys.serviceTls.file", PATH, "PKCS#12 file"));
    static final Setting SERVICE_KEY_PASSWORD_FILE =
            add(optional("keys.serviceTls.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting SERVICE_KEY_PASSWORD_ENV = add(optional(
            "keys.serviceTls.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting SERVICE_KEY_ALIAS =
            add(optional("keys.serviceTls.alias", TEXT, "entry to use; needed if the file holds several"));

    static final Setting LISTEN = add(optional("listen", MAP, "ports of this gateway; port 0 takes a free one"));
    static final Setting CLIENT_HTTP =
            add(preset("listen.clientHttp", ADDRESS, "127.0.0.1:8080", "information systems over HTTP, or off"));
    static final Setting CLIENT_HTTPS = add(preset(
            "listen.clientHttps",
            ADDRESS,
            "0.0.0.0:8443",
            "information systems over HTTPS, or off; off without keys.clientTls"));
    static final Setting PEER =
            add(preset("listen.peer", ADDRESS, "0.0.0.0:5500", "other security servers, mutual TLS"));
    static final Setting OCSP =
            add(preset("listen.ocsp", ADDRESS, "0.0.0.0:5577", "OCSP responses for other security servers"));

    static {
        ALL.addAll(AdminSettings.PORTS);
    }

    static final Setting LISTEN_PROXY_PROTOCOL = add(preset(
            "listen.proxyProtocol",
            FLAG,
            "false",
            "expect the PROXY protocol (v1, v2) on clientHttp and clientHttps; only behind a proxy that sends it"));
    static final Setting CLIENT_PORT_TLS = add(optional("listen.clientTls", MAP, "TLS of clientHttps"));
    static final Setting CLIENT_PORT_TLS_PROTOCOLS =
            add(preset("listen.clientTls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions accepted"));
    static final Setting CLIENT_PORT_TLS_SUITES = add(
            preset(
                    "listen.clientTls.cipherSuites",
                    LIST,
                    "[]",
                    "cipher suites by their JSSE names; empty: modern ones; with others (CBC, DHE) the JDK serves the port, slower"));

    static {
        ALL.addAll(AdminSettings.ALL);
    }

    static final Setting PEERS = add(optional("peers", MAP, "other security servers"));
    static final Setting PEERS_PORT =
            add(preset("peers.port", COUNT, "5500", "1", "65535", "port where their messages go"));
    static final Setting PEERS_OCSP_PORT =
            add(preset("peers.ocspPort", COUNT, "5577", "1", "65535", "port of their OCSP responses"));
    static final Setting PEERS_PROXY_PROTOCOL = add(preset(
            "peers.proxyProtocol",
            FLAG,
            "false",
            "expect the PROXY protocol (v1, v2) on listen.peer and listen.ocsp; only behind a proxy that sends it"));
    static final Setting PEERS_SERVER_MEMORY = add(preset(
            "peers.serverMemory",
            DURATION,
            "1h",
            "0s",
            "7d",
            "how long the server that accepted first is preferred among those of a subsystem"));
    static final Setting PEERS_COMPACT_EVIDENCE = add(preset(
            "peers.compactEvidence",
            FLAG,
            "false",
            "between gateways of this kind send signatures and OCSP responses by reference; others never see it"));
    static final Setting PEERS_MINIMUM_VERSION = add(optional(
            "peers.minimumVersion",
            TEXT,
            "oldest version of a server whose requests are taken, as in 7.4.0; absent: any"));
    static final Setting PEERS_TLS = add(optional("peers.tls", MAP, "TLS towards other security servers"));
    static final Setting PEERS_TLS_PROTOCOLS =
            add(preset("peers.tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered and accepted"));
    static final Setting PEERS_TLS_SUITES = add(preset(
            "peers.tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: what X-Road servers offer and modern ones"));

    static final Setting OCSP_SECTION = add(optional("ocsp", MAP, "OCSP responses for our own certificates"));
    static final Setting OCSP_DIRECTORY = add(
            preset("ocsp.directory", PATH, "ocsp", "folder where they survive a restart, made if absent; no secrets"));
    static final Setting OCSP_TLS = add(optional("ocsp.tls", MAP, "TLS towards responders with https URLs"));
    static final Setting OCSP_TRUST = add(preset(
            "ocsp.tls.trust",
            LIST,
            "[]",
            "PEM files of their certificates or authorities; empty: the JDK's authorities and the host name"));
    static final Setting OCSP_PROTOCOLS =
            add(preset("ocsp.tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered"));
    static final Setting OCSP_SUITES = add(preset(
            "ocsp.tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: modern ones and those of old services"));

    static final Setting MESSAGE_LOG = add(optional("messageLog", MAP, "evidence of every exchange"));
    static final Setting LOG_HOME = add(preset(
            "messageLog.home",
            CHOICE,
            "embedded",
            "where it is kept: embedded (files of this machine), postgresql (several gateways share it), kafka"));
    static final Setting LOG_DIRECTORY = add(preset(
            "messageLog.directory", PATH, "messagelog", "folder of the log, made if absent; of one gateway only"));

    static {
        ALL.addAll(LogHomeSettings.ALL);
    }

    static final Setting LOG_KEEP = add(
            preset(
                    "messageLog.keep",
                    CHOICE,
                    "metadata",
                    "full: with bodies, X-Road's default; headers: REST without body (query strings and credentials in headers stay), SOAP without attachments; metadata: what identifies it, CamDX's default; signature and digests always"));
    static final Setting LOG_ATTACHMENTS = add(preset(
            "messageLog.attachments", FLAG, "false", "where keep is full, keep attachments of SOAP messages too"));
    static final Setting LOG_MAX_BODY = add(preset(
            "messageLog.maxBody",
            SIZE,
            "10MiB",
            "0B",
            "1GiB",
            "largest body kept, or attachments of a message together; larger ones are refused where they are kept"));
    static final Setting LOG_BODY_MEMORY = add(
            preset(
                    "messageLog.bodyMemory",
                    SIZE,
                    "32MiB",
                    "0B",
                    "16GiB",
                    "memory for kept bodies that are not logged yet, of all messages together, though one of maxBody always fits; what is beyond is refused"));
    static final Setting LOG_RETENTION = add(preset(
            "messageLog.retention", DURATION, "30d", "1s", "3650d", "how long archived records stay in the log"));
    static final Setting LOG_CLEAN_INTERVAL = add(
            preset("messageLog.cleanInterval", DURATION, "12h", "1s", "30d", "between two removals of what may go"));
    static final Setting LOG_REMOVE_UNARCHIVED = add(
            preset(
                    "messageLog.removeUnarchived",
                    FLAG,
                    "false",
                    "true: time-stamped records go after the retention time though they were never archived, and with them all proof"));
    static final Setting LOG_SUBSYSTEMS = add(optional(
            "messageLog.subsystems",
            LIST,
            "subsystems (or members) of whose messages more or less is kept: ours, or peers that ours exchange with"));
    static final Setting LOG_SUBSYSTEM_ID = add(
            required("messageLog.subsystems[].id", ID, "instance/class/member/subsystem, segments percent-encoded"));
    static final Setting LOG_SUBSYSTEM_KEEP = add(required(
            "messageLog.subsystems[].keep",
            CHOICE,
            "full, headers or metadata; what is said of ours goes before what is said of a peer"));
    static final Setting LOG_SUBSYSTEM_ATTACHMENTS = add(optional(
            "messageLog.subsystems[].attachments", FLAG, "as messageLog.attachments, which holds if this is absent"));

    static final Setting LOG_ENCRYPTION = add(
            optional(
                    "messageLog.encryption",
                    MAP,
                    "kept messages and bodies are encrypted (AES-256-GCM) if this is given, before they leave for a database or topic"));
    static final Setting LOG_ENCRYPTION_CURRENT =
            add(required("messageLog.encryption.current", TEXT, "id of the key that new records are encrypted under"));
    static final Setting LOG_ENCRYPTION_KEYS = add(required(
            "messageLog.encryption.keys",
            LIST,
            "all keys that records may be encrypted under: to change keys add one"));
    static final Setting LOG_KEY_ID =
            add(required("messageLog.encryption.keys[].id", TEXT, "its name in the log: letters, digits, . _ -"));
    static final Setting LOG_KEY_FILE = add(optional(
            "messageLog.encryption.keys[].keyFile",
            PATH,
            "file with 32 random bytes in Base64 (openssl rand -base64 32); or use keyEnv"));
    static final Setting LOG_KEY_ENV = add(
            optional("messageLog.encryption.keys[].keyEnv", TEXT, "environment variable with them; or use keyFile"));

    static {
        ALL.addAll(EvidenceSettings.ALL);
    }

    static final Setting SPOOL = add(optional("spool", MAP, "where a message waits until its signature is verified"));
    static final Setting SPOOL_DIRECTORY =
            add(preset("spool.directory", PATH, "spool", "folder of temporary files, made if absent"));
    static final Setting SPOOL_MEMORY_PER_MESSAGE = add(preset(
            "spool.memoryPerMessage",
            SIZE,
            "256KiB",
            "4KiB",
            "64MiB",
            "kept in memory before a message goes to a file"));
    static final Setting SPOOL_MEMORY =
            add(preset("spool.memory", SIZE, "32MiB", "1MiB", "16GiB", "memory for all waiting messages together"));
    static final Setting SPOOL_MAX_MESSAGE =
            add(preset("spool.maxMessage", SIZE, "2GiB", "64KiB", "1TiB", "largest message, both directions"));
    static final Setting SPOOL_TOTAL =
            add(preset("spool.total", SIZE, "16GiB", "1MiB", "16TiB", "all waiting messages together"));
    static final Setting SPOOL_ENCRYPTION = add(preset(
            "spool.encryption",
            FLAG,
            "false",
            "encrypt the files (AES-256-GCM), each under a key that is never written down"));

    static final Setting CLIENTS = add(optional("clients", LIST, "subsystems (or members) that may send from here"));
    static final Setting CLIENT_ID =
            add(required("clients[].id", ID, "instance/class/member/subsystem, segments percent-encoded"));
    static final Setting CLIENT_CONNECTION = add(preset(
            "clients[].connection",
            CHOICE,
            "HTTPS_CERTIFICATE",
            "least its information systems must use: HTTP, HTTPS, HTTPS_CERTIFICATE"));
    static final Setting CLIENT_CERTIFICATES = add(preset(
            "clients[].certificates",
            LIST,
            "[]",
            "PEM files of the certificates accepted from them; [] has to be written out: nobody may speak for it"));
    static final Setting CLIENT_GROUPS =
            add(optional("clients[].groups", MAP, "its local groups: code and the ids of their members"));

    static final Setting SERVICES = add(optional("services", LIST, "services offered to others"));
    static final Setting SERVICE_ID =
            add(required("services[].id", ID, "instance/class/member/subsystem/service, segments percent-encoded"));
    static final Setting SERVICE_URL = add(required(
            "services[].url", URL, "where it is; the rest of a request's path is appended; http or https, no query"));
    static final Setting SERVICE_PROTOCOL = add(preset(
            "services[].protocol", CHOICE, "REST", "how it is called: REST or SOAP; only SOAP services have versions"));
    static final Setting SERVICE_TIMEOUT =
            add(preset("services[].timeout", DURATION, "60s", "100ms", "1h", "until the first byte of its answer"));
    static final Setting SERVICE_CONCURRENCY = add(optional(
            "services[].concurrency",
            COUNT,
            "1",
            "1000000",
            "calls to it at the same time; absent: limits.exchangesPerService"));
    static final Setting SERVICE_DISABLED =
            add(optional("services[].disabled", TEXT, "switches it off; the text is told to those who call it"));
    static final Setting SERVICE_TLS = add(optional("services[].tls", MAP, "TLS of a service with an https URL"));
    static final Setting SERVICE_TRUST = add(preset(
            "services[].tls.trust",
            LIST,
            "[]",
            "PEM files of its certificate or authority; empty: the JDK's authorities and the host name"));
    static final Setting SERVICE_VERIFY = add(
            preset(
                    "services[].tls.verify",
                    FLAG,
                    "true",
                    "false: any certificate is accepted, so anyone on the way may read and answer; only for services that cannot have a good one"));
    static final Setting SERVICE_OWN_KEY =
            add(optional("services[].tls.key", MAP, "key shown to this service if it asks; absent: keys.serviceTls"));
    static final Setting SERVICE_OWN_KEY_FILE = add(required("services[].tls.key.file", PATH, "PKCS#12 file"));
    static final Setting SERVICE_OWN_KEY_PASSWORD_FILE =
            add(optional("services[].tls.key.passwordFile", PATH, "file with the password; or use passwordEnv"));
    static final Setting SERVICE_OWN_KEY_PASSWORD_ENV = add(optional(
            "services[].tls.key.passwordEnv", TEXT, "environment variable with the password; or use passwordFile"));
    static final Setting SERVICE_OWN_KEY_ALIAS =
            add(optional("services[].tls.key.alias", TEXT, "entry to use; needed if the file holds several"));
    static final Setting SERVICE_PROTOCOLS =
            add(preset("services[].tls.protocols", LIST, "[TLSv1.2, TLSv1.3]", "protocol versions offered"));
    static final Setting SERVICE_SUITES = add(preset(
            "services[].tls.cipherSuites",
            LIST,
            "[]",
            "cipher suites by their JSSE names; empty: modern ones and those of old services"));
    static final Setting SERVICE_ALLOW = add(preset(
            "services[].allow",
            LIST,
            "[]",
            "who may call all of it: ids, {globalGroup: instance/code}, {localGroup: code}"));
    static final Setting ENDPOINTS = add(optional("services[].endpoints", LIST, "rights on parts of it"));
    static final Setting ENDPOINT_METHOD =
            add(preset("services[].endpoints[].method", TEXT, "*", "an HTTP method, or '*' for any"));
    static final Setting ENDPOINT_PATH = add(preset(
            "services[].endpoints[].path",
            TEXT,
            "/**",
            "pattern: '*' within one segment, '**' any number of segments"));
    static final Setting ENDPOINT_ALLOW =
            add(required("services[].endpoints[].allow", LIST, "who may call it, as in allow of the service"));

    static final Setting DESCRIPTION_DIRECTORY = add(preset(
            "descriptionDirectory",
            PATH,
            "descriptions",
            "where 'spean service refresh --apply' keeps what it took from descriptions; the gateway reads only that"));
    static final Setting DESCRIPTIONS = add(optional(
            "descriptions", LIST, "services described by an OpenAPI or WSDL document, beside those of services"));
    static final Setting DESCRIPTION_NAME = add(
            required("descriptions[].name", TEXT, "names it in commands and files: letters, digits, '-', '_', '.'"));
    static final Setting DESCRIPTION_PROVIDER =
            add(required("descriptions[].provider", ID, "whose services they are: instance/class/member/subsystem"));
    static final Setting DESCRIPTION_OPENAPI =
            add(optional("descriptions[].openapi", TEXT, "URL or path of an OpenAPI 3 document; or use wsdl"));
    static final Setting DESCRIPTION_SERVICE =
            add(optional("descriptions[].service", TEXT, "code of the service (OpenAPI); absent: the name"));
    static final Setting DESCRIPTION_URL =
            add(optional("descriptions[].url", URL, "where the services are; absent: where the document says"));
    static final Setting DESCRIPTION_TIMEOUT = add(preset(
            "descriptions[].timeout", DURATION, "60s", "100ms", "1h", "until the first byte of a service's answer"));
    static final Setting DESCRIPTION_DISABLED =
            add(optional("descriptions[].disabled", TEXT, "switches all of them off; the text is told to callers"));
    static final Setting DESCRIPTION_TLS =
            add(optional("descriptions[].tls", MAP, "TLS of services and document with https URLs"));
    static final Setting DESCRIPTION_TRUST = add(preset(
            "descriptions[].tls.trust",
            LIST,
            "[]",
            "PEM files of their certificate or authority; empty: the JDK's authorities and the host name"));
    static final Setting DESCRIPTION_ALLOW =
            add(preset("descriptions[].allow", LIST, "[]", "who may call all of them, as in allow of a service"));
    static final Setting DESCRIPTION_ENDPOINTS =
            add(optional("descriptions[].endpoints", LIST, "rights on parts of the service (OpenAPI)"));
    static final Setting DESCRIPTION_ENDPOINT_METHOD =
            add(preset("descriptions[].endpoints[].method", TEXT, "*", "an HTTP method, or '*' for any"));
    static final Setting DESCRIPTION_ENDPOINT_PATH = add(preset(
            "descriptions[].endpoints[].path",
            TEXT,
            "/**",
            "a path as the document has it, {parameters} too, or a pattern as in services"));
    static final Setting DESCRIPTION_ENDPOINT_ALLOW =
            add(required("descriptions[].endpoints[].allow", LIST, "who may call it, as in allow of a service"));
    static final Setting DESCRIPTION_WSDL = add(optional(
            "descriptions[].wsdl", TEXT, "URL or path of a WSDL 1.1 document, each of its operations a service"));
    static final Setting DESCRIPTION_SERVICES =
            add(optional("descriptions[].services", LIST, "services of the document that differ (WSDL)"));
    static final Setting DESCRIPTION_SERVICES_CODE = add(required(
            "descriptions[].services[].service", TEXT, "code of the service, with its version: personDetails/v1"));
    static final Setting DESCRIPTION_SERVICES_TIMEOUT = add(
            optional("descriptions[].services[].timeout", DURATION, "100ms", "1h", "its own, instead of that of all"));
    static final Setting DESCRIPTION_SERVICES_DISABLED =
            add(optional("descriptions[].services[].disabled", TEXT, "switches it off"));
    static final Setting DESCRIPTION_SERVICES_ALLOW = add(preset(
            "descriptions[].services[].allow", LIST, "[]", "who may call it, besides those who may call all of them"));

    static final Setting TIMEOUTS = add(optional("timeouts", MAP, "how long the gateway waits"));
    static final Setting CONNECT = add(
            preset("timeouts.connect", DURATION, "5s", "100ms", "1m", "a TCP connection to a peer or a service opens"));
    static final Setting HANDSHAKE =
            add(preset("timeouts.handshake", DURATION, "10s", "100ms", "1m", "a TLS handshake completes, either side"));
    static final Setting FIRST_BYTE = add(preset(
            "timeouts.firstByte",
            DURATION,
            "60s",
            "100ms",
            "1h",
            "a peer begins its answer after our message, a client its request after connecting"));
    static final Setting BETWEEN_BYTES = add(preset(
            "timeouts.betweenBytes", DURATION, "60s", "100ms", "1h", "the next bytes of a message that has begun"));
    static final Setting EXCHANGE =
            add(preset("timeouts.exchange", DURATION, "10m", "1s", "1d", "a whole exchange, from first byte to last"));
    static final Setting IDLE = add(
            preset("timeouts.idle", DURATION, "60s", "1s", "1h", "a kept connection without an exchange is closed"));
    static final Setting SIGNING_TIME =
            add(preset("timeouts.signing", DURATION, "10s", "100ms", "10m", "a message gets its batch signature"));
    static final Setting COMMIT =
            add(preset("timeouts.commit", DURATION, "10s", "100ms", "10m", "a record becomes durable"));
    static final Setting DRAIN =
            add(preset("timeouts.drain", DURATION, "30s", "0s", "1h", "exchanges in flight may end after SIGTERM"));

    static final Setting LIMITS = add(optional("limits", MAP, "how much the gateway takes on"));
    static final Setting EXCHANGES =
            add(preset("limits.exchanges", COUNT, "4096", "1", "1000000", "exchanges in flight; more are refused"));
    static final Setting EXCHANGES_PER_CLIENT = add(preset(
            "limits.exchangesPerClient",
            COUNT,
            "2048",
            "1",
            "1000000",
            "exchanges in flight of one client; more are refused, so that others have room"));
    static final Setting CONNECTIONS = add(
            preset("limits.connections", COUNT, "16384", "1", "1000000", "connections accepted, all ports together"));
    static final Setting CONNECTIONS_PER_ADDRESS = add(
            preset(
                    "limits.connectionsPerAddress",
                    COUNT,
                    "4096",
                    "1",
                    "1000000",
                    "of these, connections from one address (IPv6: one network of 64 bits); the address that the PROXY protocol names, where it is spoken"));
    static final Setting HANDSHAKES =
            add(preset("limits.handshakes", COUNT, "256", "1", "65536", "full TLS handshakes at the same time"));
    static final Setting IDLE_CONNECTIONS = add(preset(
            "limits.idleConnections", COUNT, "256", "0", "65536", "kept connections per destination and event loop"));
    static final Setting HEADER_BYTES = add(preset(
            "limits.headerBytes", SIZE, "64KiB", "1KiB", "1MiB", "HTTP headers of a message, MIME headers of a part"));
    static final Setting MESSAGE_BYTES = add(preset(
            "limits.messageBytes", SIZE, "1MiB", "4KiB", "64MiB", "the message part: REST head or SOAP envelope"));
    static final Setting SIGNATURE_BYTES = add(preset(
            "limits.signatureBytes",
            SIZE,
            "1MiB",
            "64KiB",
            "16MiB",
            "signature, hash chain, its result, OCSP: each part"));
    static final Setting ATTACHMENTS = add(
            preset(
                    "limits.attachments",
                    COUNT,
                    "256",
                    "1",
                    "4096",
                    "attachments of a SOAP message, sent or received; one with more is refused. Each costs both gateways some microseconds, and X-Road's documents name no limit"));
    static final Setting DISCARD_BYTES = add(preset(
            "limits.discardBytes",
            SIZE,
            "16MiB",
            "0B",
            "1GiB",
            "rest of a refused message that is still read, so that its sender sees the refusal"));

    static final Setting EXCHANGES_PER_SERVICE = add(preset(
            "limits.exchangesPerService",
            COUNT,
            "2048",
            "1",
            "1000000",
            "calls to one service at the same time, unless its concurrency says otherwise; more are refused"));
    static final Setting EXCHANGES_PER_PEER = add(preset(
            "limits.exchangesPerPeer",
            COUNT,
            "2048",
            "1",
            "1000000",
            "exchanges with one other security server at the same time, in each direction; more are refused"));

    static final Setting BREAKER =
            add(optional("breaker", MAP, "when a service or security server that cannot be reached is left alone"));
    static final Setting BREAKER_FAILURES = add(
            preset(
                    "breaker.failures",
                    COUNT,
                    "5",
                    "0",
                    "1000000",
                    "attempts to reach it that failed in a row (connection refused, lost or silent; a service's error status is none); 0: never"));
    static final Setting BREAKER_LASTING = add(preset(
            "breaker.lasting",
            DURATION,
            "3s",
            "0s",
            "1h",
            "these failures must have gone on for as long, so that a restart opens nothing"));
    static final Setting BREAKER_WINDOW = add(preset(
            "breaker.window",
            DURATION,
            "2m",
            "1s",
            "1d",
            "a failure so long after the one before begins the row anew"));
    static final Setting BREAKER_PAUSE = add(
            preset(
                    "breaker.pause",
                    DURATION,
                    "5s",
                    "100ms",
                    "1h",
                    "exchanges are refused at once for as long, then one finds out; one of several servers of a member is tried after the others, up to 64 times as long"));

    static final Setting DIGEST =
            add(preset("digest", CHOICE, "SHA-512", "digest algorithm of messages we sign: SHA-256, SHA-384, SHA-512"));
    static final Setting FAULT_STYLE = add(
            preset(
                    "faultStyle",
                    CHOICE,
                    "old",
                    "spelling of our fault codes: old (Server.ServerProxy.AccessDenied), new (server.serverproxy.access_denied)"));
    static final Setting STRICT_IDENTIFIERS = add(
            preset("strictIdentifiers", FLAG, "false", "refuse identifiers with '%', ':' or ';' instead of warning"));
    static final Setting WSDL_CLIENT = add(
            optional(
                    "wsdlClient",
                    ID,
                    "answers GET /wsdl?xRoadInstance=&memberClass=&memberCode=&subsystemCode=&serviceCode=&version= on the client ports, by a getWsdl in the name of this one of clients, whose connection rules hold; absent: refused, as by X-Road 7"));
    static final Setting PROXY_VERSION = add(preset(
            "proxyVersion", TEXT, "7.8.0+spean.0.1.0", "the semantic version we name to peers in x-proxy-version"));

    static {
        ALL.addAll(CentralMonitoringSettings.ALL);
    }

    static final Setting EXCHANGE_LOG =
            add(optional("exchangeLog", PATH, "file that gets one line of JSON an exchange; absent: off"));
    static final Setting EVENT_LOOPS =
            add(preset("eventLoops", COUNT, "0", "0", "1024", "threads that serve connections; 0: one a core"));

    private Settings() {}

    /** All keys, in the order of the sample. */
    public static List<Setting> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** The keys below one key, as in {@code below("timeouts")}. */
    public static List<Setting> below(String path) {
        return ALL.stream().filter(s -> s.path().startsWith(path + ".")).toList();
    }

    private static Setting add(Setting setting) {
        ALL.add(setting);
        return setting;
    }
}
