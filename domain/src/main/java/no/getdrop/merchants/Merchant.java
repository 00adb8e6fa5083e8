package no.getdrop.merchants;

import no.getdrop.runtime.Spelled;

import java.util.Objects;
import java.util.Optional;

/// A business that is paid through Drop, as its owner sees it.
///
/// @param accountLastFour end of the account that it is paid to
/// @param feeBasisPoints what Drop charges the merchant of each payment, in hundredths of a percent
public record Merchant(
        Face face,
        OrganisationNumber organisationNumber,
        String address,
        String accountLastFour,
        int feeBasisPoints) {
    public Merchant {
        Objects.requireNonNull(face, "face");
        Objects.requireNonNull(organisationNumber, "organisationNumber");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(accountLastFour, "accountLastFour");
    }

    /// What a merchant sells.
    public enum Category implements Spelled {
        GROCERY,
        CAFE,
        RESTAURANT,
        RETAIL,
        TRANSPORT,
        SERVICES,
        CULTURE,
        HEALTH,
        OTHER;

        /// The category that a client or a row named.
        public static Optional<Category> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// What everybody may know of a merchant before they pay it.
    ///
    /// @param businessName that it trades under, of its own choice
    /// @param legalName that its number has in the register of entities; empty for who registered
    ///   before it was kept
    public record Face(
            MerchantId id,
            String businessName,
            Optional<String> legalName,
            Optional<Category> category) {
        public Face {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(businessName, "businessName");
            Objects.requireNonNull(legalName, "legalName");
            Objects.requireNonNull(category, "category");
        }
    }

    /// What a customer says of its business.
    ///
    /// @param iban of a Norwegian account
    public record Draft(
            String businessName,
            OrganisationNumber organisationNumber,
            Category category,
            String address,
            String iban) {
        public Draft {
            Objects.requireNonNull(businessName, "businessName");
            Objects.requireNonNull(organisationNumber, "organisationNumber");
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(iban, "iban");
        }

        @Override
        public String toString() {
            return "Draft[" + organisationNumber + "]";
        }
    }
}
