package no.getdrop.tests.attacks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An access token taken apart, to be put together wrong in one place.
public record ForgedToken(ObjectNode headers, ObjectNode claims, String signature) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The parts of a token that Drop made.
    public static ForgedToken of(String token) {
        List<String> parts = List.of(token.split("\\.", -1));
        return new ForgedToken(object(parts.get(0)), object(parts.get(1)), parts.get(2));
    }

    /// The secret of that name, as Drop on this machine has it: what no attacker knows, to show
    /// that a token is refused for what is wrong with it and not for its signature.
    public static byte[] secret(Drop drop, String name) {
        return bytes(drop.secret(name));
    }

    /// The same with another value in its header; `null` takes it out.
    ForgedToken withHeader(String name, @Nullable Object value) {
        return new ForgedToken(with(headers, name, value), claims, signature);
    }

    /// The same with another claim; `null` takes it out.
    public ForgedToken withClaim(String name, @Nullable Object value) {
        return new ForgedToken(headers, with(claims, name, value), signature);
    }

    /// With nothing where the signature stands.
    String unsigned() {
        return signed() + '.';
    }

    /// With the signature of the token that it was made of.
    String withOldSignature() {
        return signed() + '.' + signature;
    }

    /// Signed by a keyed hash, as the JDK names it: `HmacSHA256`.
    public String hashed(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return signed() + '.' + base64(mac.doFinal(bytes(signed())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Signed with RSA and SHA-256.
    String rsa(PrivateKey key) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update(bytes(signed()));
            return signed() + '.' + base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed() {
        return base64(bytes(headers.toString())) + '.' + base64(bytes(claims.toString()));
    }

    private static ObjectNode with(ObjectNode object, String name, @Nullable Object value) {
        ObjectNode copy = object.deepCopy();
        if (value == null) {
            copy.remove(name);
        } else {
            copy.set(name, JSON.valueToTree(value));
        }
        return copy;
    }

    private static ObjectNode object(String part) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
