package org.spean.globalconf;

import java.net.URI;
import java.security.cert.X509Certificate;

/** An approved time-stamping authority; its tokens are signed with this certificate. */
public record TimeStampingAuthority(String name, URI url, X509Certificate certificate) {}
