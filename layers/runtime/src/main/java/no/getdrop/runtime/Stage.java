package no.getdrop.runtime;

/// Where this function runs, from `DROP_ENVIRONMENT`; production refuses demo data and mocks.
public enum Stage {
    DEVELOPMENT,
    STAGING,
    PRODUCTION;

    /// Reads `DROP_ENVIRONMENT`, which has no default: a guess could open production.
    public static Stage from(Environment environment) {
        return environment.requiredOneOf("DROP_ENVIRONMENT", Stage.class);
    }
}
