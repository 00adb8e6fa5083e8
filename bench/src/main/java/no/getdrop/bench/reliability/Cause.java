package no.getdrop.bench.reliability;

/// Something that goes wrong, and is mended again, while customers pay.
interface Cause {
    /// For the table: what happens.
    String name();

    /// It goes wrong.
    void begin() throws Exception;

    /// It is mended; recovery counts from the return.
    void end() throws Exception;
}
