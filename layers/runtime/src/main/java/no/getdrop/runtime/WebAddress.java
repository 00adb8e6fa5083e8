package no.getdrop.runtime;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rule for addresses that another system tells, to which a browser is sent or Drop speaks.
public final class WebAddress {
    private static final int CHARACTERS_MAX = 2_000;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private WebAddress() {}

    /// An address with `https` and a host. One with `http` is good where `teller` is asked over
    /// `http` itself, which production never does, and only on this machine or the teller's.
    ///
    /// @param teller where the system is that tells it
    public static Optional<URI> parse(String text, URI teller) {
        // Beyond ASCII an address is written in percent signs (RFC 3986 §2).
        if (text.length() > CHARACTERS_MAX || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return Optional.empty();
        }
        try {
            URI address = URI.create(text);
            String host = address.getHost();
            return host != null && address.getRawUserInfo() == null && isFit(address, host, teller)
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isFit(URI address, String host, URI teller) {
        return switch (scheme(address)) {
            case "https" -> true;
            case "http" ->
                    scheme(teller).equals("http")
                            && (host.equalsIgnoreCase(teller.getHost())
                                    || LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches());
            default -> false;
        };
    }

    private static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }
}
