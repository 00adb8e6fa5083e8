/// RDS through the AWS SDK: clusters and plain instances, and what their errors mean.
package no.getdrop.backup.rds;
