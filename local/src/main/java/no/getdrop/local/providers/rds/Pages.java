package no.getdrop.local.providers.rds;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One page of a describing call.
final class Pages {
    private static final int RECORDS_MIN = 20;
    private static final int RECORDS_MAX = 100;

    private Pages() {}

    /// @param list the element around the list
    /// @param element each element in it
    static Map<String, ?> of(
            Form form, List<? extends Resource> all, String list, String element, Instant at)
            throws RdsException {
        int records = records(form);
        String last = form.text("Marker").isPresent() ? open(form.required("Marker")) : "";
        List<? extends Resource> rest =
                all.stream()
                        .sorted(Comparator.comparing(Pages::key))
                        .filter(each -> key(each).compareTo(last) > 0)
                        .toList();
        List<? extends Resource> page = rest.subList(0, Math.min(records, rest.size()));
        Map<String, Object> result = new LinkedHashMap<>();
        if (page.size() < rest.size()) {
            result.put("Marker", seal(key(page.getLast())));
        }
        result.put(list, new Xml.Items(element, page.stream().map(r -> r.fields(at)).toList()));
        return result;
    }

    private static int records(Form form) throws RdsException {
        String records = form.text("MaxRecords").orElse(Integer.toString(RECORDS_MAX));
        if (!records.matches("\\d{1,3}")
                || Integer.parseInt(records) < RECORDS_MIN
                || Integer.parseInt(records) > RECORDS_MAX) {
            throw RdsException.invalid(
                    "MaxRecords must be between %d and %d".formatted(RECORDS_MIN, RECORDS_MAX));
        }
        return Integer.parseInt(records);
    }

    /// The identifier backwards: names that hold a time would else come sorted by it.
    private static String key(Resource resource) {
        return new StringBuilder(resource.id).reverse().toString();
    }

    private static String seal(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String open(String marker) throws RdsException {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RdsException.invalid("The marker is none that was given out");
        }
    }
}
