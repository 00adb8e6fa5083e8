/// Dumps of one machine's data: `./run backup` and `./run restore`.
///
/// What is deployed is backed up by the backup function; this is for people and their laptops.
@NullMarked
package no.getdrop.local.dump;

import org.jspecify.annotations.NullMarked;
