/// Backups that are proved: snapshots by the night and before deployments, each restored and asked,
/// copied to a second region, pruned; and the way back.
package no.getdrop.backup;
