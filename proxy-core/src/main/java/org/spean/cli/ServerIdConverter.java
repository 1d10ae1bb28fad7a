package org.spean.cli;

import org.spean.identifier.IdentifierException;
import org.spean.identifier.SecurityServerId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the id of a security server from the command line. */
final class ServerIdConverter implements ITypeConverter<SecurityServerId> {

    @Override
    public SecurityServerId convert(String text) {
        try {
            return SecurityServerId.parse(text);
        } catch (IdentifierException e) {
            TypeConversionException wrong = new TypeConversionException(e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }
}
