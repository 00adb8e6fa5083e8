package no.getdrop.worker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an invocation did, job by job; its answer, and the details of its heartbeat.
///
/// @param done counts of each job that ran to its end
/// @param failed why each of the others did not
record Report(Map<String, Object> done, Map<String, String> failed) {
    Report {
        done = Collections.unmodifiableMap(new LinkedHashMap<>(done));
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }
}
