package no.getdrop.compliance.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An element of a list's document with all that is in it. Names are compared without case, since
/// publishers write them in three manners; what is not asked for is passed over.
///
/// @param text of the element itself, without that of its children, stripped
record Element(String name, Map<String, String> attributes, List<Element> children, String text) {
    Element {
        children = List.copyOf(children);
    }

    /// All children of that name.
    List<Element> all(String child) {
        return children.stream().filter(element -> element.is(child)).toList();
    }

    /// The children's children of those names, as in a list of items.
    List<Element> all(String list, String item) {
        List<Element> items = new ArrayList<>();
        all(list).forEach(element -> items.addAll(element.all(item)));
        return items;
    }

    /// The text of the first child of that name that has one.
    Optional<String> textOf(String child) {
        return all(child).stream()
                .map(Element::text)
                .filter(written -> !written.isEmpty())
                .findFirst();
    }

    /// An attribute that says something.
    Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
