/// What the text of a migration does, told without running it: statements, locks, dangers.
package no.getdrop.migrate.sql;
