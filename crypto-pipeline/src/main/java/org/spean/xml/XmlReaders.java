package org.spean.xml;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.codehaus.stax2.util.StreamReader2Delegate;

/**
 * Makes readers for XML that strangers wrote. They load nothing from anywhere and expand no entities but the five: a document
 * type and a reference to an entity are events, which whoever reads has to refuse. What is not well-formed is told by
 * {@link XMLStreamException} and by nothing else. Bounds of depth, number and length are up to whoever reads.
 *
 * <p>Safe for use by many threads. The names that documents use are shared among the readers of an instance.
 */
public final class XmlReaders {
    private final InputFactoryImpl factory = new InputFactoryImpl();

    private XmlReaders(boolean lazy, boolean coalescing) {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, coalescing);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, lazy);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("an external entity is not allowed");
        });
    }

    /**
     * A text is decoded when it is asked for, and passed over otherwise. Only here, what is wrong with a text comes as
     * {@link com.fasterxml.aalto.UncheckedStreamException}, from the method that asks for it.
     */
    public static XmlReaders lazy() {
        return new XmlReaders(true, false);
    }

    /** A text may come in several pieces. */
    public static XmlReaders eager() {
        return new XmlReaders(false, false);
    }

    /** A text comes in one piece. */
    public static XmlReaders coalescing() {
        return new XmlReaders(false, true);
    }

    /** A reader at the beginning of a document. */
    public XMLStreamReader2 open(InputStream document) throws XMLStreamException {
        return new Checked((XMLStreamReader2) factory.createXMLStreamReader(document));
    }

    private static final class Checked extends StreamReader2Delegate {
        Checked(XMLStreamReader2 reader) {
            super(reader);
        }

        @Override
        public int next() throws XMLStreamException {
            try {
                return super.next();
            } catch (RuntimeException e) { // the parser has one for an element whose prefix is xmlns
                throw new XMLStreamException("not well-formed", e);
            }
        }
    }
}
