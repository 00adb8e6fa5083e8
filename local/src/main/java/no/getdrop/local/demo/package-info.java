/// A payment from login to receipt over HTTP, as a client makes it, with every answer checked.
@NullMarked
package no.getdrop.local.demo;

import org.jspecify.annotations.NullMarked;
