package no.getdrop.local.providers.bank;

import java.util.Arrays;
import java.util.Optional;

/// The payment products, by their names in the path.
public enum Product {
    DOMESTIC("norwegian-domestic-credit-transfers"),
    INSTANT("instant-norwegian-domestic-credit-transfers"),
    CROSS_BORDER("cross-border-credit-transfers");

    private final String path;

    Product(String path) {
        this.path = path;
    }

    /// As the path names it.
    public String path() {
        return path;
    }

    static Optional<Product> of(String path) {
        return Arrays.stream(values()).filter(product -> product.path.equals(path)).findFirst();
    }
}
