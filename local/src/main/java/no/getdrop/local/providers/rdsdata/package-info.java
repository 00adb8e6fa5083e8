/// The RDS Data API: SQL over HTTP, asked of the local PostgreSQL.
@NullMarked
package no.getdrop.local.providers.rdsdata;

import org.jspecify.annotations.NullMarked;
