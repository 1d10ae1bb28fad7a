package org.spean.testbed.globalconf;

import java.net.URI;
import java.security.cert.X509Certificate;

/** An approved time-stamping authority. */
public record ConfTimeStamper(String name, URI url, X509Certificate certificate) {}
