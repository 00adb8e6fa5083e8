/// BankID as Drop sees it: an OpenID Connect issuer with a page on which test persons log in.
@NullMarked
package no.getdrop.local.providers.bankid;

import org.jspecify.annotations.NullMarked;
