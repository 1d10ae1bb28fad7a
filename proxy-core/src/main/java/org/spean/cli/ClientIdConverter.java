package org.spean.cli;

import org.spean.identifier.ClientId;
import org.spean.identifier.IdentifierException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the id of a member or subsystem from the command line. */
final class ClientIdConverter implements ITypeConverter<ClientId> {

    @Override
    public ClientId convert(String text) {
        try {
            return ClientId.parse(text);
        } catch (IdentifierException e) {
            TypeConversionException wrong = new TypeConversionException(e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }
}
