/// Amazon RDS on this machine: Aurora clusters and plain PostgreSQL instances, their snapshots,
/// copies in other regions and restored databases, over AWS's Query protocol.
///
/// Names, error codes and what each call refuses follow the service's API model of 2014-10-31. Time
/// is the clock that the double was started with; a database may hold real rows.
@NullMarked
package no.getdrop.local.providers.rds;

import org.jspecify.annotations.NullMarked;
