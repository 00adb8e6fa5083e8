package no.getdrop.runtime;

/// Where this function runs, from `DROP_ENVIRONMENT`; production refuses demo data and mocks.
public enum Stage {
    DEVELOPMENT,
    STAGING,
    PRODUCTION;

    private enum ServiceMode {
        LIVE,
        MOCK
    }

    /// Reads `DROP_ENVIRONMENT`, which has no default: a guess could open production. There
    /// `SERVICE_MODE=mock` is refused.
    public static Stage from(Environment environment) {
        Stage stage = environment.requiredOneOf("DROP_ENVIRONMENT", Stage.class);
        ServiceMode mode = environment.oneOf("SERVICE_MODE", ServiceMode.LIVE);
        if (stage == PRODUCTION && mode == ServiceMode.MOCK) {
            throw SettingException.refused("SERVICE_MODE", "production knows no mock providers");
        }
        return stage;
    }
}
