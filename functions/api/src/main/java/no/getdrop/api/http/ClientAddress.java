package no.getdrop.api.http;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/// The address that requests are counted by.
final class ClientAddress {
    private ClientAddress() {}

    /// The address as API Gateway saw it, for the audit trail.
    static String text(@Nullable String address) {
        return address == null ? "unknown" : address;
    }

    /// An IPv4 address as it is; of an IPv6 address the /64 network, which one customer has whole.
    static String bucket(@Nullable String address) {
        if (address == null || !address.matches("[0-9A-Fa-f:.]{2,45}")) {
            return "unknown";
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
