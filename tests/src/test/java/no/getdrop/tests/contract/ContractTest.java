package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The contract describes what there is, all of it, and nothing else.
final class ContractTest {
    private static final Contract CONTRACT = Contract.DROP;

    @Test
    void everyRouteIsDescribedAndNoOther() {
        Set<String> routes = new TreeSet<>(Routes.ofTemplate());
        routes.addAll(Routes.ofControllers().keySet());
        Set<String> described = new TreeSet<>();
        CONTRACT.operations().forEach(operation -> described.add(operation.route()));
        assertThat(described).isEqualTo(routes).hasSizeGreaterThan(30);
    }

    @Test
    void everyOperationHasItsRowInTheAuthorisationMatrix() {
        List<String> faults = new ArrayList<>();
        for (Operation operation : CONTRACT.operations()) {
            if (!List.copyOf(operation.authorisation().keySet()).equals(Caller.labels())) {
                faults.add(operation + ": x-authorisation must name " + Caller.labels());
            }
            operation
                    .authorisation()
                    .forEach((caller, status) -> {
                        if (operation.response(status).isEmpty()) {
                            faults.add(operation + ": " + caller + " gets undescribed " + status);
                        }
                    });
            if (operation.rateLimit().isEmpty()) {
                faults.add(operation + ": no x-rate-limit");
            }
        }
        assertThat(faults).isEmpty();
    }

    /// A route is open to anyone in the code if and only if it is so in the contract.
    @Test
    void whoMayCallIsTheSameInCodeAndContract() {
        Map<String, String> inCode = Routes.ofControllers();
        List<String> faults = new ArrayList<>();
        for (Operation operation : CONTRACT.operations()) {
            String who = inCode.get(operation.route());
            if (who != null) {
                JsonNode security = operation.node().path("security");
                boolean forVisitors = security.path(0).isObject() && security.path(0).isEmpty();
                boolean open = forVisitors || (security.isArray() && security.isEmpty());
                int nobody = operation.authorisation().getOrDefault("nobody", 0);
                // What is switched off is so for everybody.
                boolean refused = nobody == 401 || nobody == 404;
                if (open != (who.equals("ANYONE") || who.equals("VISITOR"))
                        || forVisitors != who.equals("VISITOR")
                        || (!open && !refused)) {
                    faults.add(operation + ": " + who + " in code, security " + security);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    /// Whoever logged in a while ago is refused by these routes and by no other.
    @Test
    void whereALoginMustBeRecentIsTheSameInCodeAndContract() {
        Set<String> inContract = new TreeSet<>();
        List<String> faults = new ArrayList<>();
        for (Operation operation : CONTRACT.operations()) {
            boolean asks = operation.asksForRecentLogin();
            if (asks) {
                inContract.add(operation.route());
            }
            int others = operation.authorisation().getOrDefault("otherUser", 0);
            int stale = operation.authorisation().getOrDefault("staleSession", 0);
            if (stale != (asks ? 401 : others)) {
                faults.add(operation + ": staleSession gets " + stale);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(inContract).isEqualTo(Routes.thatAskForRecentLogin()).isNotEmpty();
    }

    @Test
    void everyErrorCodeIsDescribedUnderItsStatusAndNoOther() {
        Map<String, Set<String>> described = new TreeMap<>();
        for (String code : CONTRACT.errorsEverywhere()) {
            described.put(code, new TreeSet<>());
        }
        for (Operation operation : CONTRACT.operations()) {
            for (var response : operation.node().path("responses").properties()) {
                codes(response.getValue())
                        .forEach(code ->
                                described
                                        .computeIfAbsent(code, known -> new TreeSet<>())
                                        .add(response.getKey()));
            }
        }
        CONTRACT.components("responses")
                .forEach(response ->
                        codes(response)
                                .forEach(code ->
                                        described.computeIfAbsent(code, known -> new TreeSet<>())));
        Map<String, Set<String>> answered = codesInCode();
        assertThat(described.keySet()).isEqualTo(answered.keySet());
        described.forEach(
                (code, statuses) -> assertThat(answered.get(code)).as(code).containsAll(statuses));
    }

    @Test
    void everyFieldOfAViewIsDescribedAndNoOther() {
        Set<String> inCode = Routes.viewFields();
        Set<String> ofControllers = Routes.ofControllers().keySet();
        Set<String> described = new TreeSet<>();
        for (Operation operation : CONTRACT.operations()) {
            if (ofControllers.contains(operation.route())) {
                for (var response : operation.node().path("responses").properties()) {
                    if (response.getKey().startsWith("2")) {
                        response.getValue()
                                .path("content")
                                .forEach(media ->
                                        described.addAll(Schemas.fields(media.path("schema"))));
                    }
                }
            }
        }
        assertThat(described).isEqualTo(inCode).hasSizeGreaterThan(30);
    }

    @Test
    void everyExampleFitsItsSchema() {
        List<String> faults = new ArrayList<>();
        int examples = 0;
        for (Operation operation : CONTRACT.operations()) {
            for (JsonNode parameter : operation.parameters()) {
                examples += example(operation + " " + parameter.path("name"), parameter, faults);
            }
            for (JsonNode media : operation.node().path("requestBody").path("content")) {
                if (!media.has("example")) {
                    faults.add(operation + ": the request's body has no example");
                }
                examples += example(operation + " request", media, faults);
            }
            for (var response : operation.node().path("responses").properties()) {
                for (var media : response.getValue().path("content").properties()) {
                    String where = operation + " " + response.getKey();
                    boolean answer =
                            response.getKey().startsWith("2")
                                    && media.getKey().equals("application/json");
                    if (answer && !media.getValue().has("example")) {
                        faults.add(where + " has no example");
                    }
                    examples += example(where, media.getValue(), faults);
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(examples).isGreaterThan(50);
    }

    /// A comma in a description without quotes makes two fields of it, and a typing error none.
    @Test
    void everyKeywordOfASchemaIsOne() {
        List<String> faults = new ArrayList<>();
        for (var schema : CONTRACT.components("schemas").properties()) {
            Schemas.unknownKeywords(schema.getValue())
                    .forEach(word -> faults.add(schema.getKey() + ": " + word));
        }
        for (Operation operation : CONTRACT.operations()) {
            operation
                    .schemas()
                    .forEach(schema ->
                            Schemas.unknownKeywords(schema)
                                    .forEach(word -> faults.add(operation + ": " + word)));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyFixtureHasItsLine() {
        Set<String> named = new TreeSet<>();
        CONTRACT.operations().forEach(operation -> named.addAll(operation.fixtures()));
        named.removeAll(Scene.names());
        assertThat(named).as("x-fixture without a line in Scene").isEmpty();
    }

    @Test
    void everyOperationHasAnIdATagAndASummary() {
        Set<String> ids = new HashSet<>();
        Set<String> tags = new HashSet<>();
        CONTRACT.tags().forEach(tag -> tags.add(tag.path("name").asText()));
        for (Operation operation : CONTRACT.operations()) {
            assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
            assertThat(operation.id()).matches("[a-z][A-Za-z0-9]+");
            assertThat(operation.node().path("summary").asText()).as(operation.id()).isNotBlank();
            assertThat(tags).contains(operation.node().path("tags").path(0).asText());
        }
    }

    private static int example(String where, JsonNode described, List<String> faults) {
        if (!described.has("example")) {
            return 0;
        }
        Schemas.errors(Schemas.closed(described.path("schema")), described.path("example"))
                .forEach(error -> faults.add(where + ": " + error));
        return 1;
    }

    private static List<String> codes(JsonNode response) {
        return response.path("content")
                .path("application/problem+json")
                .path("schema")
                .path("properties")
                .path("error")
                .path("enum")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    /// The codes of the api and of migrate, each with its statuses.
    private static Map<String, Set<String>> codesInCode() {
        Map<String, Set<String>> codes = new TreeMap<>();
        Pattern.compile("^    ([A-Z_]+)\\((\\d{3})\\)[,;]", Pattern.MULTILINE)
                .matcher(source("functions/api/src/main/java/no/getdrop/api/http/ApiError.java"))
                .results()
                .forEach(found ->
                        codes.computeIfAbsent(
                                        found.group(1).toLowerCase(Locale.ROOT),
                                        known -> new TreeSet<>())
                                .add(found.group(2)));
        Pattern.compile("\\((\\d{3}), \"([a-z_]+)\"")
                .matcher(source("functions/migrate/src/main/java/no/getdrop/migrate/Refusal.java"))
                .results()
                .forEach(found ->
                        codes.computeIfAbsent(found.group(2), known -> new TreeSet<>())
                                .add(found.group(1)));
        return codes;
    }

    private static String source(String path) {
        return Repository.text(Repository.ROOT.resolve(path));
    }
}
