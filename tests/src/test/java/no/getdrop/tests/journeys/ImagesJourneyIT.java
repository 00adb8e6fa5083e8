package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import javax.imageio.ImageIO;

/// What is no JSON comes through API Gateway byte by byte, whatever a caller's `Accept` begins
/// with.
@ExtendWith(Suite.class)
final class ImagesJourneyIT {
    private static final String BROWSER_IMAGE =
            "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";

    @Test
    void aMerchantsCodeIsAnImage(Drop drop) throws IOException {
        Shop shop = Shop.open(drop);
        String path = "/v1/merchants/me/qr";

        for (String accept :
                new String[] {"*/*", "image/svg+xml", BROWSER_IMAGE, "text/html,*/*"}) {
            HttpResponse<byte[]> svg = shop.owner().getBytes(path, accept);
            assertThat(svg.statusCode()).as(accept).isEqualTo(200);
            assertThat(svg.headers().firstValue("Content-Type").orElse(""))
                    .as(accept)
                    .startsWith("image/svg+xml");
            assertThat(new String(svg.body(), StandardCharsets.UTF_8)).startsWith("<svg xmlns=");
        }
        for (String accept : new String[] {"image/png", "text/html, image/png;q=0.9"}) {
            HttpResponse<byte[]> png = shop.owner().getBytes(path, accept);
            assertThat(png.headers().firstValue("Content-Type")).as(accept).contains("image/png");
            assertThat(ImageIO.read(new ByteArrayInputStream(png.body())).getWidth())
                    .as(accept)
                    .isGreaterThan(200);
        }
        HttpResponse<byte[]> neither = shop.owner().getBytes(path, "text/html");
        assertThat(neither.statusCode()).isEqualTo(406);
    }

    @Test
    void aRequestsCodeIsAnImageToo(Drop drop) throws IOException {
        Shop shop = Shop.open(drop);
        JsonNode request = shop.ask("99");
        HttpResponse<byte[]> png =
                shop.owner()
                        .getBytes(
                                "/v1/payment-requests/" + request.path("id").asText() + "/qr",
                                "image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(png.body()))).isNotNull();
    }

    @Test
    void aReceiptIsAPdfForWhoAsksForOne(Drop drop) {
        Shop shop = Shop.open(drop);
        Customer payer = customer(drop);
        String order = Shop.scanned(payer, payer.linkAccount(), shop.code(), "129.50");
        String id = Shop.pay(payer, order, Customer.newKey()).data().path("id").asText();
        String path = "/v1/transactions/" + id + "/receipt";

        HttpResponse<byte[]> pdf = payer.getBytes(path, "text/html,application/pdf;q=0.9");
        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(new String(Arrays.copyOf(pdf.body(), 5), StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat(payer.getBytes(path, "application/pdf").body())
                .as("the same payment, the same bytes")
                .isEqualTo(payer.getBytes(path, "application/pdf").body());
        assertThat(payer.get(path).data().path("reference").asText()).isEqualTo(id);
        assertThat(payer.getBytes(path, "*/*").headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/json");
    }

    private static Customer customer(Drop drop) {
        drop.clearLimits();
        return drop.newCustomer().login();
    }
}
