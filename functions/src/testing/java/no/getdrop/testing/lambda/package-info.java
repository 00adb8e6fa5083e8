/// What Lambda hands to a function; for tests alone.
package no.getdrop.testing.lambda;
