/// The providers that stand in for the real ones on a developer's machine and in tests.
@NullMarked
package no.getdrop.local.providers;

import org.jspecify.annotations.NullMarked;
