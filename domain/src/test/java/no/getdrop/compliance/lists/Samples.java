package no.getdrop.compliance.lists;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Name;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The sample documents, and documents that are made like them.
final class Samples {
    private Samples() {}

    /// The bytes of a sample.
    static byte[] bytes(String file) {
        try (InputStream sample = Samples.class.getResourceAsStream(file)) {
            return Objects.requireNonNull(sample, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static InputStream stream(String document) {
        return new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8));
    }

    static Entry entry(ListDocument document, String id) {
        return document.entries().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static List<String> strong(Entry entry) {
        return entry.names().stream().filter(name -> !name.weak()).map(Name::written).toList();
    }

    static List<String> weak(Entry entry) {
        return entry.names().stream().filter(Name::weak).map(Name::written).toList();
    }

    /// Possible birth dates as `from/to`.
    static List<String> born(Entry entry) {
        return entry.birthDates().spans().stream().map(Samples::text).toList();
    }

    private static String text(Span span) {
        return span.from() + "/" + span.to();
    }

    /// An EU document with as many persons, whose names differ.
    static String eu(String generationDate, int persons) {
        StringBuilder document = new StringBuilder();
        document.append(
                """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="%s" globalFileId="1">
                """
                        .formatted(generationDate));
        for (int i = 1; i <= persons; i++) {
            document.append(
                    """
                    <sanctionEntity designationDetails="" unitedNationId="" logicalId="%d">
                    <subjectType code="person" classificationCode="P"/>
                    <nameAlias firstName="" middleName="" lastName="" wholeName="%s" strong="true"/>
                    <birthdate circa="false" calendarType="GREGORIAN" year="%d"/>
                    </sanctionEntity>
                    """
                            .formatted(i, name(i), 1940 + i % 60));
        }
        return document.append("</export>").toString();
    }

    /// A name that no other number has.
    static String name(int number) {
        StringBuilder name = new StringBuilder("Oppdiktet ");
        for (int rest = number; rest > 0; rest /= 20) {
            name.append("bcdfghjklmnpqrstvwxz".charAt(rest % 20)).append('a');
        }
        return name.toString();
    }
}
