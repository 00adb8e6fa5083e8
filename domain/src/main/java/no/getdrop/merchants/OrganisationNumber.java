package no.getdrop.merchants;

import no.bekk.bekkopen.org.OrganisasjonsnummerValidator;

import java.util.Objects;
import java.util.Optional;

/// The number of an entity in the Brønnøysund register: nine digits, of which the last checks the
/// others by modulo 11.
///
/// @param value nine digits
public record OrganisationNumber(String value) {
    public OrganisationNumber {
        Objects.requireNonNull(value, "value");
    }

    /// The number that somebody wrote, with spaces between its groups or not; empty when it is
    /// none.
    public static Optional<OrganisationNumber> parse(String text) {
        String digits = text.replace(" ", "");
        return digits.matches("[0-9]{9}") && OrganisasjonsnummerValidator.isValid(digits)
                ? Optional.of(new OrganisationNumber(digits))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
