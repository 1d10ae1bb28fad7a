package org.spean.identifier;

/** How a service is called. */
public enum ServiceProtocol {
    /** X-Road's message protocol for REST (PR-REST). */
    REST,
    /** X-Road's message protocol for SOAP (PR-MESS). */
    SOAP
}
