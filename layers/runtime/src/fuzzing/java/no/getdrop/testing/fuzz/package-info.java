/// What every parser of outside input is tried with, by known inputs in each build and by a
/// coverage-guided fuzzer for as long as one likes; for tests alone.
package no.getdrop.testing.fuzz;
