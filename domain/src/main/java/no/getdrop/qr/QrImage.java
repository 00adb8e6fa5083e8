package no.getdrop.qr;

import io.nayuki.qrcodegen.QrCode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A QR code (ISO/IEC 18004) to look at, black on white, with error correction M and the four
/// modules of quiet zone that scanners need.
public final class QrImage {
    private static final int QUIET_ZONE_MODULES = 4;
    private static final int MODULE_PIXELS = 10;
    private static final int WHITE = 0xFFFFFF;

    private final QrCode code;

    private QrImage(QrCode code) {
        this.code = code;
    }

    /// The image of `text`.
    public static QrImage of(String text) {
        return new QrImage(QrCode.encodeText(text, QrCode.Ecc.MEDIUM));
    }

    /// As an SVG document, which is sharp at any size: one path, one unit for a module.
    public String svg() {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET_ZONE_MODULES)
                            .append(' ')
                            .append(y + QUIET_ZONE_MODULES)
                            .append("h1v1h-1z");
                }
            }
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">
        <rect width="%1$d" height="%1$d" fill="#fff"/>
        <path d="%2$s"/>
        </svg>
        """
                .formatted(modules(), path);
    }

    /// As a PNG of two colours.
    public byte[] png() {
        int pixels = modules() * MODULE_PIXELS;
        BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < pixels; y++) {
            for (int x = 0; x < pixels; x++) {
                if (!isDark(x, y)) {
                    image.setRGB(x, y, WHITE);
                }
            }
        }
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
            stream.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDark(int x, int y) {
        return code.getModule(
                x / MODULE_PIXELS - QUIET_ZONE_MODULES, y / MODULE_PIXELS - QUIET_ZONE_MODULES);
    }

    private int modules() {
        return code.size + 2 * QUIET_ZONE_MODULES;
    }
}
