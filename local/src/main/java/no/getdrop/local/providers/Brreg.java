package no.getdrop.local.providers;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The Brønnøysund register of entities, read by organisation number
/// (https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html). The operation for
/// switches is `entity`.
///
/// It answers in the version of its media type that `Accept` asks for, and 406 to another. A
/// parameter that a single entity does not have is refused, which the register may pass over.
///
/// The entities are invented: their numbers pass modulo 11 and begin with 3, which the register
/// gives to test entities only. Besides those that are named here every number that begins with 31
/// and not with 310 is a shop that trades, so that each customer can have one.
public final class Brreg extends Provider {
    /// A shop that trades.
    public static final String ACTIVE = "310000000";

    /// A company that is bankrupt.
    public static final String BANKRUPT = "310000019";

    /// A company that was struck off.
    public static final String STRUCK_OFF = "310000027";

    /// An entity that was removed from the open data by law.
    public static final String REMOVED = "310000035";

    /// The media type of an entity, in the one version that there is.
    public static final String MEDIA_TYPE = "application/vnd.brreg.enhetsregisteret.enhet.v2+json";

    private static final String PATH = "/enhetsregisteret/api/enheter/";

    private final Map<String, Map<String, Object>> entities = new ConcurrentHashMap<>();

    private Brreg(ProviderServer server) {
        super(server);
        add(ACTIVE, "LIES KAFFEBAR AS", false);
        add(BANKRUPT, "KONKURS TESTBEDRIFT AS", true);
        Map<String, Object> struckOff = head("SlettetEnhet", STRUCK_OFF, "SLETTET TESTBEDRIFT AS");
        struckOff.put("slettedato", "2024-05-31");
        entities.put(STRUCK_OFF, struckOff);
        server.on("entity", "GET", PATH + "{organisationNumber}", this::find);
    }

    /// Starts the register.
    public static Brreg start() {
        return new Brreg(ProviderServer.start("Brreg"));
    }

    /// Adds a trading entity.
    public void add(String organisationNumber, String name) {
        if (!isValid(organisationNumber)) {
            throw new IllegalArgumentException(
                    "organisation number " + organisationNumber + " fails modulo 11");
        }
        add(organisationNumber, name, false);
    }

    /// Nine digits of which the last is modulo 11 over the others.
    public static boolean isValid(String organisationNumber) {
        if (!organisationNumber.matches("[2389][0-9]{8}")) {
            return false;
        }
        int[] weights = {3, 2, 7, 6, 5, 4, 3, 2};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (organisationNumber.charAt(i) - '0');
        }
        return (11 - sum % 11) % 11 == organisationNumber.charAt(8) - '0';
    }

    private void add(String organisationNumber, String name, boolean bankrupt) {
        Map<String, Object> entity = head("Enhet", organisationNumber, name);
        entity.put("registreringsdatoEnhetsregisteret", "2020-01-15");
        entity.put("konkurs", bankrupt);
        entity.put("underAvvikling", false);
        entity.put("underTvangsavviklingEllerTvangsopplosning", false);
        entities.put(organisationNumber, entity);
    }

    /// What an entity has that is there and one that was struck off.
    private static Map<String, Object> head(String form, String organisationNumber, String name) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("respons_klasse", form);
        entity.put("organisasjonsnummer", organisationNumber);
        entity.put("navn", name);
        entity.put("organisasjonsform", Map.of("kode", "AS", "beskrivelse", "Aksjeselskap"));
        return entity;
    }

    private Answer find(Request request) {
        Optional<String> mediaType = request.accepted(List.of(MEDIA_TYPE, "application/json"));
        if (mediaType.isEmpty()) {
            return Answer.empty(406);
        }
        Optional<String> unknown = request.unknownQuery(Set.of());
        if (unknown.isPresent()) {
            return wrong(request, unknown.get(), request.query(unknown.get()).orElse(""));
        }
        String number = request.variable("organisationNumber");
        if (!isValid(number)) {
            return wrong(request, "organisasjonsnummer", number);
        }
        if (number.matches("31[1-9].*") && !entities.containsKey(number)) {
            add(number, "TESTBUTIKK " + number + " AS");
        }
        if (number.equals(REMOVED)) {
            return answer(
                    410,
                    mediaType.get(),
                    Map.of("organisasjonsnummer", number, "slettedato", "2023-11-01"));
        }
        Map<String, Object> entity = entities.get(number);
        return entity == null ? Answer.empty(404) : answer(200, mediaType.get(), entity);
    }

    /// The register's answer to a value that cannot be.
    private static Answer wrong(Request request, String parameter, String value) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tidsstempel", System.currentTimeMillis());
        body.put("status", 400);
        body.put("feilmelding", "Feilaktig forespørsel");
        body.put("sti", request.uri().getPath());
        body.put("antallFeil", 1);
        body.put(
                "valideringsfeil",
                List.of(
                        Map.of(
                                "feilmelding",
                                parameter + " er ugyldig",
                                "parametere",
                                List.of(parameter),
                                "feilaktigVerdi",
                                value)));
        return Answer.json(400, body);
    }

    private static Answer answer(int status, String mediaType, Map<String, Object> body) {
        return Answer.json(status, body).with("Content-Type", mediaType + ";charset=UTF-8");
    }
}
