/// Fences in the live database, and the questions that a restored copy has to answer.
package no.getdrop.backup.proof;
