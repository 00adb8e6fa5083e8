/// A snapshot as the managed runtime makes and restores one; for tests alone.
package no.getdrop.testing.snapshots;
