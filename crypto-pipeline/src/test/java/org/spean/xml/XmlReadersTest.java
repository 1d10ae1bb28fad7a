package org.spean.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XmlReadersTest {

    static Stream<XmlReaders> all() {
        return Stream.of(XmlReaders.lazy(), XmlReaders.eager(), XmlReaders.coalescing());
    }

    private static List<Integer> events(XmlReaders readers, String document) throws XMLStreamException {
        XMLStreamReader2 reader = readers.open(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
        List<Integer> events = new ArrayList<>();
        while (reader.hasNext()) {
            events.add(reader.next());
        }
        reader.close();
        return events;
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsNotWellFormedIsACheckedException(XmlReaders readers) {
        for (String bad : List.of("<xmlns:a/>", "<a><xmlns:b/></a>", "<a>", "<a b='1' b='2'/>", "", "<a>\u0001</a>")) {
            assertThatThrownBy(() -> events(readers, bad)).as(bad).isInstanceOf(XMLStreamException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsExpandedOrLoaded(XmlReaders readers) throws XMLStreamException {
        assertThat(events(readers, "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"))
                .containsSubsequence(
                        XMLStreamConstants.DTD,
                        XMLStreamConstants.START_ELEMENT,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.END_ELEMENT);
    }
}
