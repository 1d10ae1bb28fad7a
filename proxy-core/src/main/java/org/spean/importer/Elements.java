package org.spean.importer;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Walks through a small XML file of X-Road's, element by element, by local names; without DTDs and entities. */
final class Elements {
    private static final long MAX_BYTES = 16 << 20;
    private static final int MAX_DEPTH = 16;

    /** What is told of an element; its path begins at the root, as in {@code /keyConf/device/id}. */
    interface Visitor {
        /** It begins. */
        default void begin(String path, UnaryOperator<@Nullable String> attribute) {}

        /** It ends; the text is its own, stripped. */
        void end(String path, String text);
    }

    private Elements() {}

    static void read(Path file, String root, Visitor visitor) {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MAX_BYTES) {
                throw new ImportException(file, "longer than " + MAX_BYTES + " bytes");
            }
            walk(file, root, factory().createXMLStreamReader(in), visitor);
        } catch (NoSuchFileException e) {
            throw new ImportException(file, "no such file", e);
        } catch (IOException e) {
            throw new ImportException(file, "cannot be read: " + e.getMessage(), e);
        } catch (XMLStreamException e) {
            throw new ImportException(file, "line " + e.getLocation().getLineNumber() + ": not well-formed XML", e);
        }
    }

    private static void walk(Path file, String root, XMLStreamReader xml, Visitor visitor) throws XMLStreamException {
        StringBuilder path = new StringBuilder();
        StringBuilder text = new StringBuilder();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > MAX_DEPTH) {
                        throw new ImportException(file, "deeper than " + MAX_DEPTH + " elements");
                    }
                    path.append('/').append(xml.getLocalName());
                    if (depth == 1 && !xml.getLocalName().equals(root)) {
                        throw new ImportException(
                                file, "begins with the element " + xml.getLocalName() + " (expected: " + root + ")");
                    }
                    text.setLength(0);
                    visitor.begin(path.toString(), name -> xml.getAttributeValue(null, name));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    visitor.end(path.toString(), text.toString().strip());
                    text.setLength(0);
                    path.setLength(path.lastIndexOf("/"));
                    depth--;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new ImportException(file, "a document type or an entity (expected: neither)");
                default -> {}
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
