/// The sole owner of the schema: waits for the database, migrates it and seeds demo data.
package no.getdrop.migrate;
