package no.getdrop.local.providers;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switches;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The Brønnøysund register of entities, read by organisation number. The operation for switches is
/// `entity`.
///
/// The entities are invented: their numbers pass modulo 11 and begin with 3, which the register
/// gives to test entities only. Besides those that are named here every number that begins with 31
/// and not with 310 is a shop that trades, so that each customer can have one.
public final class Brreg implements AutoCloseable {
    /// A shop that trades.
    public static final String ACTIVE = "310000000";

    /// A company that is bankrupt.
    public static final String BANKRUPT = "310000019";

    /// A company that was struck off.
    public static final String STRUCK_OFF = "310000027";

    private final ProviderServer server;
    private final Map<String, Map<String, Object>> entities = new ConcurrentHashMap<>();

    private Brreg(ProviderServer server) {
        this.server = server;
        add(ACTIVE, "LIES KAFFEBAR AS", Map.of("konkurs", false));
        add(BANKRUPT, "KONKURS TESTBEDRIFT AS", Map.of("konkurs", true));
        add(
                STRUCK_OFF,
                "SLETTET TESTBEDRIFT AS",
                Map.of("respons_klasse", "SlettetEnhet", "slettedato", "2024-05-31"));
        server.on(
                "entity", "GET", "/enhetsregisteret/api/enheter/{organisationNumber}", this::find);
    }

    /// Starts the register.
    public static Brreg start() throws IOException {
        return new Brreg(ProviderServer.start("Brreg"));
    }

    /// Where it is reached, without a slash at the end.
    public URI url() {
        return server.url();
    }

    /// Adds a trading entity.
    public void add(String organisationNumber, String name) {
        if (!isValid(organisationNumber)) {
            throw new IllegalArgumentException(
                    "organisation number " + organisationNumber + " fails modulo 11");
        }
        add(organisationNumber, name, Map.of("konkurs", false));
    }

    /// The switches for delay and failure.
    public Switches switches() {
        return server.switches();
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

    @Override
    public void close() {
        server.close();
    }

    private void add(String organisationNumber, String name, Map<String, Object> more) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("organisasjonsnummer", organisationNumber);
        entity.put("navn", name);
        entity.put("organisasjonsform", Map.of("kode", "AS", "beskrivelse", "Aksjeselskap"));
        entity.put("registreringsdatoEnhetsregisteret", "2020-01-15");
        entity.put("underAvvikling", false);
        entity.putAll(more);
        entities.put(organisationNumber, entity);
    }

    private Answer find(Request request) {
        String number = request.variable("organisationNumber");
        if (!isValid(number)) {
            return Answer.json(
                    400,
                    Map.of(
                            "status", 400,
                            "error", "Bad Request",
                            "message", "Organisasjonsnummeret er ikke gyldig"));
        }
        if (number.matches("31[1-9].*") && !entities.containsKey(number)) {
            add(number, "TESTBUTIKK " + number + " AS");
        }
        Map<String, Object> entity = entities.get(number);
        return entity == null ? Answer.empty(404) : Answer.json(200, entity);
    }
}
