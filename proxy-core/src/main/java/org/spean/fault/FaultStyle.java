package org.spean.fault;

/** How our own fault codes are spelt; faults of peers pass on unchanged. */
public enum FaultStyle {
    /** {@code Server.ServerProxy.AccessDenied}: X-Road to 7.7, and what CamDX's clients expect. */
    OLD,
    /** {@code server.serverproxy.access_denied}: X-Road 7.8. */
    NEW
}
