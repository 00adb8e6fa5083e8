package no.getdrop.health;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// One thing that was looked at, with the fields of draft-inadarei-api-health-check §4.
///
/// @param key `component:metric`
/// @param componentType `datastore`, `component` or `system`
/// @param observedValue what was found, if anything
/// @param observedUnit of the value; empty when it has none
/// @param status how good that is; empty when nothing was looked at
/// @param output in our own words, never an exception's; empty when there is nothing to say
/// @param time when it was looked at
record Check(
        String key,
        String componentType,
        OptionalLong observedValue,
        String observedUnit,
        Optional<Status> status,
        String output,
        Instant time) {}
