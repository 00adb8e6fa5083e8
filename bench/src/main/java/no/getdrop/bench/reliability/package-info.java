/// Faults while customers pay, and hours of paying: `./run faults`, `./run soak`.
package no.getdrop.bench.reliability;
