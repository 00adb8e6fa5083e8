package no.getdrop.local.providers.http;

/// A page for a person, with everything that comes from outside escaped.
public final class Page {
    private Page() {}

    /// A whole page.
    ///
    /// @param title shown as the heading, escaped here
    /// @param body HTML
    public static String of(String title, String body) {
        return """
        <!doctype html>
        <html lang="nb">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%1$s</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem }
        body { margin: 3rem auto; padding: 0 1rem }
        button { font: inherit; display: block; width: 100%%; text-align: left }
        button { margin: .5rem 0; padding: .7rem 1rem }
        .note { color: #555; font-size: .9rem }
        </style>
        </head>
        <body>
        <h1>%1$s</h1>
        %2$s
        </body>
        </html>
        """
                .formatted(escape(title), body);
    }

    /// Text made safe for HTML and for a quoted attribute.
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
