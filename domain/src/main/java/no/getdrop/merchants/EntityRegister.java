package no.getdrop.merchants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.OutsideText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// The Brønnøysund register of entities, which anybody may ask
/// (https://data.brreg.no/enhetsregisteret/api/docs).
public final class EntityRegister {
    private static final Logger log = LoggerFactory.getLogger(EntityRegister.class);
    private static final String ENTITIES = "/enhetsregisteret/api/enheter/";

    /// The version that is read here; who names none is given whatever is the newest.
    private static final String ENTITY = "application/vnd.brreg.enhetsregisteret.enhet.v2+json";

    /// The register's own names end at 175.
    private static final int NAME_CHARACTERS_MAX = 255;

    /// No number of the register, no entity, an entity that was removed by law.
    private static final Set<Integer> NOT_THERE = Set.of(400, 404, 410);

    private final MerchantSettings settings;
    private final OutboundHttp http;

    /// What the register says of a number.
    public sealed interface Finding {
        /// An entity that trades.
        ///
        /// @param legalName as the register has it; 1 to 255 characters that are seen
        record Active(String legalName) implements Finding {}

        /// None, or one that is struck off, bankrupt or being wound up.
        record NotActive() implements Finding {}

        /// It gave no usable answer.
        record Unavailable() implements Finding {}
    }

    /// The register behind `settings`.
    public EntityRegister(MerchantSettings settings) {
        this(settings, new OutboundHttp("brreg", Duration.ofMillis(settings.timeoutMs())));
    }

    EntityRegister(MerchantSettings settings, OutboundHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /// Asks for an entity.
    public Finding find(OrganisationNumber number) {
        URI address =
                URI.create(settings.register().toString().replaceAll("/$", "") + ENTITIES + number);
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofMillis(settings.timeoutMs()))
                        .header("Accept", ENTITY)
                        .build();
        try {
            HttpResponse<String> response = http.send(request);
            int status = response.statusCode();
            if (status == 200) {
                return judge(Json.mapper().readTree(response.body()), number);
            }
            if (NOT_THERE.contains(status)) {
                return new Finding.NotActive();
            }
            log.atWarn().addKeyValue("status", status).log("the register did not answer");
            return new Finding.Unavailable();
        } catch (JsonProcessingException e) {
            log.atWarn().log("the register's answer is not JSON");
            return new Finding.Unavailable();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the register did not answer");
            return new Finding.Unavailable();
        }
    }

    private static Finding judge(JsonNode entity, OrganisationNumber number) {
        Optional<String> legalName =
                OutsideText.name(entity.path("navn").asText(), NAME_CHARACTERS_MAX);
        if (legalName.isEmpty()
                || !entity.path("organisasjonsnummer").asText().equals(number.value())) {
            log.atWarn()
                    .addKeyValue("organisationNumber", number)
                    .log("the register's answer is not of that number, or has no name to show");
            return new Finding.Unavailable();
        }
        boolean ended =
                entity.hasNonNull("slettedato")
                        || entity.path("konkurs").asBoolean()
                        || entity.path("underAvvikling").asBoolean()
                        || entity.path("underTvangsavviklingEllerTvangsopplosning").asBoolean();
        return ended ? new Finding.NotActive() : new Finding.Active(legalName.get());
    }
}
