package no.getdrop.migrate.sql;

/// A place where a migration breaks a rule.
///
/// @param rule its name, as an exception has it
/// @param file the migration
/// @param line of the file; 1 for the file as a whole
/// @param what what was found
/// @param instead how it is done without danger
public record Finding(String rule, String file, int line, String what, String instead) {
    @Override
    public String toString() {
        return "%s:%d: %s (%s); instead: %s".formatted(file, line, what, rule, instead);
    }
}
