package no.getdrop.local.providers.rds;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Answers of the Query protocol: a map is an element with its fields as children, [Items] is a
/// list, anything else is a text.
final class Xml {
    private static final String NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/";

    private Xml() {}

    /// A list whose elements all have that name.
    record Items(String name, List<?> values) {}

    static String of(String root, Map<String, ?> fields) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartElement(root);
            xml.writeDefaultNamespace(NAMESPACE);
            write(xml, fields);
            xml.writeEndElement();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void write(XMLStreamWriter xml, Object value) throws XMLStreamException {
        switch (value) {
            case Map<?, ?> fields -> {
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    element(xml, String.valueOf(field.getKey()), field.getValue());
                }
            }
            case Items items -> {
                for (Object each : items.values()) {
                    element(xml, items.name(), each);
                }
            }
            default -> xml.writeCharacters(value.toString());
        }
    }

    private static void element(XMLStreamWriter xml, String name, Object value)
            throws XMLStreamException {
        xml.writeStartElement(name);
        write(xml, value);
        xml.writeEndElement();
    }
}
