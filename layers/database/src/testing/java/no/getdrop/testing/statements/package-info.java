/// What a PostgreSQL was asked to run, and what of it must not pass the proxy; for tests alone.
package no.getdrop.testing.statements;
