package no.getdrop.compliance.lists;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import java.util.TreeMap;

import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads a list's document element by element, so that no more than one entry is held at a time.
///
/// It takes no document type, so no entity can be declared, and resolves nothing from elsewhere. It
/// bounds how deep elements may stand in each other, how much one entry may hold, and how many
/// there may be. A document that does not end where it should is an error, not a short list.
final class ListXml {
    private static final int DEPTH_MAX = 32;
    private static final int ENTRY_ELEMENTS_MAX = 20_000;
    private static final int ENTRY_LETTERS_MAX = 4_000_000;
    private static final int ENTRIES_MAX = 1_000_000;

    private final XMLStreamReader reader;
    private final Set<String> containers;
    private final Entries entries;
    private int entryElements;
    private int entryLetters;
    private int entryCount;

    /// Who gets the parts of a document.
    interface Entries {
        /// The root with its attributes alone, before anything that is in it.
        void root(Element root) throws ListRefusedException;

        /// An element right below the root, or right below a container.
        void entry(Element entry) throws ListRefusedException;
    }

    private ListXml(XMLStreamReader reader, Set<String> containers, Entries entries) {
        this.reader = reader;
        this.containers = containers;
        this.entries = entries;
    }

    /// Reads all of a document.
    ///
    /// @param root its name
    /// @param containers elements, in lower case, that are not entries but hold them
    /// @throws ListRefusedException when it is not such a document, or not a whole one
    static void read(InputStream document, String root, Set<String> containers, Entries entries)
            throws ListRefusedException {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(document);
            try {
                new ListXml(reader, containers, entries).read(root);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | MissingResourceException e) {
            // The JDK's parser has no text for some of its own errors.
            throw new ListRefusedException(
                    "it is no whole XML document: "
                            + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                    e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("it refers to something elsewhere");
        });
        return factory;
    }

    private void read(String root) throws XMLStreamException, ListRefusedException {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            refuseDocumentType();
        }
        Element top = new Element(reader.getLocalName(), attributes(), List.of(), "");
        if (!top.is(root)) {
            throw new ListRefusedException(
                    "its root is '" + top.name() + "', expected '" + root + "'");
        }
        entries.root(top);
        readContainer();
        while (reader.hasNext()) {
            reader.next();
        }
    }

    private void refuseDocumentType() throws ListRefusedException {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
            throw new ListRefusedException("it has a document type, which no such list has");
        }
    }

    /// From after the start of a container to its end.
    private void readContainer() throws XMLStreamException, ListRefusedException {
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (containers.contains(reader.getLocalName().toLowerCase(Locale.ROOT))) {
                readContainer();
            } else {
                entryElements = 0;
                entryLetters = 0;
                entryCount++;
                if (entryCount > ENTRIES_MAX) {
                    throw new ListRefusedException("it has over " + ENTRIES_MAX + " entries");
                }
                entries.entry(readElement(1));
            }
        }
    }

    /// From the start of an element to its end.
    private Element readElement(int depth) throws XMLStreamException, ListRefusedException {
        entryElements++;
        if (depth > DEPTH_MAX || entryElements > ENTRY_ELEMENTS_MAX) {
            throw new ListRefusedException(
                    "an entry is deeper than %d or has over %d elements"
                            .formatted(DEPTH_MAX, ENTRY_ELEMENTS_MAX));
        }
        String name = reader.getLocalName();
        Map<String, String> attributes = attributes();
        List<Element> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            switch (reader.getEventType()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(readElement(depth + 1));
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE -> {
                    count(reader.getTextLength());
                    text.append(reader.getText());
                }
                default -> {}
            }
        }
        return new Element(name, attributes, children, text.toString().strip());
    }

    private Map<String, String> attributes() throws ListRefusedException {
        Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            count(reader.getAttributeValue(i).length());
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }

    private void count(int letters) throws ListRefusedException {
        entryLetters += letters;
        if (entryLetters > ENTRY_LETTERS_MAX) {
            throw new ListRefusedException("an entry has over " + ENTRY_LETTERS_MAX + " letters");
        }
    }
}
