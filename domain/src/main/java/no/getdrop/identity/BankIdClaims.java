package no.getdrop.identity;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;

import no.getdrop.runtime.OutsideText;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the person from the claims of an ID token that was found good.
final class BankIdClaims {
    /// The scope, and the claim that it gives, with the national identity number.
    static final String NATIONAL_ID = "nnin_altsub";

    /// The register of persons takes names of 50 characters, and several of them.
    private static final int NAME_CHARACTERS_MAX = 255;

    /// RFC 5321 §4.5.3.1.3.
    private static final int EMAIL_CHARACTERS_MAX = 254;

    /// Nobody is as old as that.
    private static final int BIRTH_YEAR_MIN = 1900;

    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final Pattern ELEVEN_DIGITS = Pattern.compile("[0-9]{11}");

    /// What the claims say.
    sealed interface Reading {
        /// A person.
        record Of(BankIdPerson person) implements Reading {}

        /// Nobody whom Drop could keep.
        record Unfit(String reason) implements Reading {}
    }

    private BankIdClaims() {}

    /// The person whom the claims name.
    static Reading read(IDTokenClaimsSet claims, Instant authenticatedAt) {
        String nationalId = nationalId(claims);
        if (nationalId == null || !ELEVEN_DIGITS.matcher(nationalId).matches()) {
            return new Reading.Unfit("neither nnin_altsub nor pid is 11 digits");
        }
        Optional<String> givenName = name(claims, "given_name");
        Optional<String> familyName = name(claims, "family_name");
        if (givenName.isEmpty() || familyName.isEmpty()) {
            return new Reading.Unfit("given_name or family_name is missing or unfit");
        }
        Optional<LocalDate> birthDate = birthDate(claims, authenticatedAt);
        if (birthDate.isEmpty()) {
            return new Reading.Unfit("birthdate is missing or none");
        }
        return new Reading.Of(
                new BankIdPerson(
                        nationalId,
                        givenName.get(),
                        familyName.get(),
                        birthDate.get(),
                        email(claims),
                        authenticatedAt));
    }

    /// BankID's own name of it comes first; brokers, ID-porten among them, call it `pid`.
    private static @Nullable String nationalId(IDTokenClaimsSet claims) {
        String own = claims.getStringClaim(NATIONAL_ID);
        return own == null ? claims.getStringClaim("pid") : own;
    }

    private static Optional<String> name(IDTokenClaimsSet claims, String claim) {
        return Optional.ofNullable(claims.getStringClaim(claim))
                .flatMap(given -> OutsideText.name(given, NAME_CHARACTERS_MAX));
    }

    private static Optional<LocalDate> birthDate(IDTokenClaimsSet claims, Instant authenticatedAt) {
        String given = claims.getStringClaim("birthdate");
        LocalDate today = LocalDate.ofInstant(authenticatedAt, OSLO);
        try {
            // One of ten characters has a year of four digits.
            return Optional.ofNullable(given)
                    .filter(text -> text.length() == 10)
                    .map(LocalDate::parse)
                    .filter(date -> date.getYear() >= BIRTH_YEAR_MIN)
                    .filter(date -> !date.isAfter(today));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// One that is unfit is none: nobody is kept out for it.
    private static @Nullable String email(IDTokenClaimsSet claims) {
        String given = claims.getStringClaim("email");
        return given != null
                        && given.length() <= EMAIL_CHARACTERS_MAX
                        && given.indexOf('@') > 0
                        && OutsideText.isKey(given)
                ? given
                : null;
    }
}
