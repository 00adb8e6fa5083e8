/// The open-banking aggregator as Drop sees it: consents, accounts and payments in the manner of
/// Berlin Group's NextGenPSD2.
@NullMarked
package no.getdrop.local.providers.bank;

import org.jspecify.annotations.NullMarked;
