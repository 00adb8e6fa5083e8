package no.getdrop.runtime;

/// A setting that is missing or wrong: names the variable, what was expected, where to set it.
public final class SettingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private static final String WHERE =
            "; set it in template.yaml under the function's Environment, "
                    + "or in the environment of ./run";

    private SettingException(String message) {
        super(message);
    }

    /// A variable that must be there and is not.
    public static SettingException missing(String name, String expected) {
        return new SettingException(name + " is not set, expected " + expected + WHERE);
    }

    /// A variable whose value does not fit; the value is shown, so never use it for a secret.
    public static SettingException wrong(String name, String expected, String value) {
        return new SettingException(name + " is '" + value + "', expected " + expected + WHERE);
    }

    /// A variable whose value does not fit and is not shown, since a secret may be part of it.
    public static SettingException hidden(String name, String expected) {
        return new SettingException(
                name + " does not fit (what it is is not shown), expected " + expected + WHERE);
    }

    /// A secret that is missing or does not fit; its value is never shown.
    public static SettingException secret(String name, String expected) {
        return new SettingException(
                name
                        + " is missing or wrong, expected "
                        + expected
                        + "; set it in a secret that AWS_SECRET_ARN names, "
                        + "or without one in the environment of ./run");
    }

    /// Two settings, each fine alone, that must not meet.
    public static SettingException refused(String name, String reason) {
        return new SettingException(name + " is refused: " + reason + WHERE);
    }
}
