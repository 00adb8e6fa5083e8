/// The small HTTP server that every provider shares, with its switches for faults.
@NullMarked
package no.getdrop.local.providers.http;

import org.jspecify.annotations.NullMarked;
