package org.spean.crypto.xades;

/** What a reader makes of a signature document. Being read says nothing about being valid. */
public sealed interface ReadSignature permits SignatureDocument, Deviation {}
