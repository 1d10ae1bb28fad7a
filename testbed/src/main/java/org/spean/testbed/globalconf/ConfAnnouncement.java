package org.spean.testbed.globalconf;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A configuration source as shared parameters announce it, from version 3 on.
 *
 * @param internal certificates of directories for members
 * @param external certificates of directories for federated instances
 */
public record ConfAnnouncement(String address, List<X509Certificate> internal, List<X509Certificate> external) {}
