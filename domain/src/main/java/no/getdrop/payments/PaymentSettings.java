package no.getdrop.payments;

import no.getdrop.runtime.Environment;

/// What can be set about payments.
///
/// @param markupBasisPoints by how much the customer's rate is less than the reference rate
public record PaymentSettings(int markupBasisPoints) {
    /// Reads `FX_MARKUP_BASIS_POINTS` (0).
    public static PaymentSettings from(Environment environment) {
        return new PaymentSettings(environment.integer("FX_MARKUP_BASIS_POINTS", 0, 0, 500));
    }
}
