/// What is to be done about the backups of one database: pure functions from what there is to what
/// to do. Nothing here asks AWS, a database or a clock.
package no.getdrop.backup.plan;
