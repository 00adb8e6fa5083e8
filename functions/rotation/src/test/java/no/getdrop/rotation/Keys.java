package no.getdrop.rotation;

/// Keys that a test knows.
final class Keys {
    private Keys() {}

    /// 64 hexadecimal digits, others for each number.
    static String text(int number) {
        return "%064x".formatted(0xD0C0L * 1_000_000 + number);
    }
}
