package no.getdrop.local.template;

/// Something in template.yaml that the local host cannot use; the message says what and where.
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
