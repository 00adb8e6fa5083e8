package no.getdrop.qr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/// What is drawn is read by another library.
class QrImageTest {
    private static final String TEXT =
            "https://app.getdrop.no/q/1.mer_0198f0c2d3e47b5a8c6d7e8f90a1b2c3.1."
                    + "q83vEjRWeJCrze8SNFZ4kA";

    @Test
    void aScannerReadsThePng() throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrImage.of(TEXT).png()));

        assertThat(read(image)).isEqualTo(TEXT);
    }

    @Test
    void aScannerReadsTheSvg() throws Exception {
        String svg = QrImage.of(TEXT).svg();
        Matcher size = Pattern.compile("viewBox=\"0 0 ([0-9]+) \\1\"").matcher(svg);
        assertThat(size.find()).isTrue();
        int modules = Integer.parseInt(size.group(1));
        BufferedImage image =
                new BufferedImage(modules * 4, modules * 4, BufferedImage.TYPE_INT_RGB);
        fill(image, 0, 0, modules * 4, 0xFFFFFF);
        Matcher module = Pattern.compile("M([0-9]+) ([0-9]+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            int x = Integer.parseInt(module.group(1));
            int y = Integer.parseInt(module.group(2));
            assertThat(x).as("the quiet zone is empty").isBetween(4, modules - 5);
            assertThat(y).isBetween(4, modules - 5);
            fill(image, x * 4, y * 4, 4, 0);
        }

        assertThat(read(image)).isEqualTo(TEXT);
    }

    @Test
    void theSameTextIsTheSameImage() {
        assertThat(QrImage.of(TEXT).png()).isEqualTo(QrImage.of(TEXT).png());
        assertThat(QrImage.of(TEXT).svg()).isEqualTo(QrImage.of(TEXT).svg());
    }

    private static void fill(BufferedImage image, int left, int top, int size, int colour) {
        for (int x = left; x < left + size; x++) {
            for (int y = top; y < top + size; y++) {
                image.setRGB(x, y, colour);
            }
        }
    }

    private static String read(BufferedImage image) throws Exception {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        return new QRCodeReader()
                .decode(
                        new BinaryBitmap(
                                new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))))
                .getText();
    }
}
