/// Thousands of payments while everything fails: a simulation with a seed.
@NullMarked
package no.getdrop.worker.simulation;

import org.jspecify.annotations.NullMarked;
