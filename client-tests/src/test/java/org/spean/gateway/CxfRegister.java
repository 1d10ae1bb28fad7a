package org.spean.gateway;

import jakarta.activation.DataHandler;
import jakarta.jws.WebMethod;
import jakarta.jws.WebParam;
import jakarta.jws.WebResult;
import jakarta.jws.WebService;
import jakarta.jws.soap.SOAPBinding;
import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlMimeType;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The register's SOAP service as a client of JAX-WS sees it: what a generator makes of its WSDL, with the header of X-Road. */
@WebService(targetNamespace = CxfRegister.NAMESPACE, name = "register")
@SOAPBinding(parameterStyle = SOAPBinding.ParameterStyle.BARE)
public interface CxfRegister {

    String NAMESPACE = "http://identity.moi.test/xroad";
    String XROAD = "http://x-road.eu/xsd/xroad.xsd";
    String IDENTIFIERS = "http://x-road.eu/xsd/identifiers";

    /** Asks who a person is. */
    @WebMethod(action = "urn:personDetails")
    @WebResult(name = "personDetailsResponse", targetNamespace = NAMESPACE)
    Answer personDetails(
            @WebParam(name = "personDetails", targetNamespace = NAMESPACE) Question question,
            @WebParam(name = "client", targetNamespace = XROAD, header = true) Identifier client,
            @WebParam(name = "service", targetNamespace = XROAD, header = true) Identifier service,
            @WebParam(name = "userId", targetNamespace = XROAD, header = true) String userId,
            @WebParam(name = "id", targetNamespace = XROAD, header = true) String id,
            @WebParam(name = "protocolVersion", targetNamespace = XROAD, header = true) String protocolVersion);

    /** Whom the question is about, a document beside it, and how large a photo is wanted. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(namespace = NAMESPACE, name = "Question")
    class Question {
        @XmlElement(namespace = NAMESPACE)
        @Nullable
        String personcode;

        @XmlElement(namespace = NAMESPACE)
        @XmlMimeType("application/octet-stream")
        @Nullable
        DataHandler document;

        @XmlElement(namespace = NAMESPACE)
        @Nullable
        Integer photoBytes;
    }

    /** Who it is, what came with the question, and the photo. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(namespace = NAMESPACE, name = "Answer")
    class Answer {
        @XmlElement(namespace = NAMESPACE)
        @Nullable
        Person person;

        @XmlElement(namespace = NAMESPACE)
        List<Received> received = new ArrayList<>();

        @XmlElement(namespace = NAMESPACE)
        @XmlMimeType("image/jpeg")
        @Nullable
        DataHandler photo;
    }

    /** A person. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(namespace = NAMESPACE, name = "Person")
    class Person {
        @XmlElement(namespace = NAMESPACE)
        @Nullable
        String personcode;

        @XmlElement(namespace = NAMESPACE)
        @Nullable
        String name;
    }

    /** An attachment as the register received it. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(namespace = NAMESPACE, name = "Received")
    class Received {
        @XmlAttribute
        long bytes;

        @XmlAttribute
        @Nullable
        String sha256;
    }

    /** An identifier of X-Road. */
    @XmlAccessorType(XmlAccessType.FIELD)
    @XmlType(namespace = IDENTIFIERS, name = "Identifier")
    class Identifier {
        @XmlAttribute(namespace = IDENTIFIERS)
        @Nullable
        String objectType;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String xRoadInstance;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String memberClass;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String memberCode;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String subsystemCode;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String serviceCode;

        @XmlElement(namespace = IDENTIFIERS)
        @Nullable
        String serviceVersion;

        /** Of a client or, with a service code, a service. */
        static Identifier of(String id) {
            String[] codes = id.split("/", -1);
            Identifier identifier = new Identifier();
            identifier.objectType = codes.length > 4 ? "SERVICE" : "SUBSYSTEM";
            identifier.xRoadInstance = codes[0];
            identifier.memberClass = codes[1];
            identifier.memberCode = codes[2];
            identifier.subsystemCode = codes[3];
            identifier.serviceCode = codes.length > 4 ? codes[4] : null;
            identifier.serviceVersion = codes.length > 5 ? codes[5] : null;
            return identifier;
        }
    }
}
