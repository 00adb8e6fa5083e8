package no.getdrop.notifier;

import no.getdrop.runtime.logging.Redaction;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Writes a notice in Slack's markup. All that comes from outside is redacted, cut and escaped;
/// only links of our own settings are links.
final class SlackText {
    /// Slack recommends up to 4,000 characters and cuts what is much longer.
    private static final int PART_CHARACTERS_MAX = 2_500;

    /// The account in an ARN.
    private static final Pattern ACCOUNT = Pattern.compile("(?<=:)\\d{12}(?=:)|\\b\\d{12}\\b");

    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final NotifierSettings settings;

    SlackText(NotifierSettings settings) {
        this.settings = settings;
    }

    /// The message for an alarm.
    String of(Notice.Alarm alarm) {
        List<String> lines = new ArrayList<>();
        String sign =
                switch (alarm.state()) {
                    case ALARM -> ":red_circle:";
                    case OK -> ":large_green_circle:";
                };
        lines.add("%s *%s* %s".formatted(sign, alarm.state(), heading(alarm.name())));
        if (!alarm.meaning().isEmpty()) {
            lines.add(clean(alarm.meaning()));
        }
        alarm.measure().ifPresent(measure -> lines.add(clean(shown(measure))));
        if (alarm.measure().isEmpty() && !alarm.reason().isEmpty()) {
            lines.add(clean(alarm.reason()));
        }
        lines.add("Since " + time(alarm.since()));
        List<String> links = new ArrayList<>();
        alarm.runbook().ifPresent(path -> links.add(runbook(path)));
        settings.dashboard().ifPresent(url -> links.add(link(url, "Dashboard")));
        if (!links.isEmpty()) {
            lines.add(String.join(" · ", links));
        }
        return String.join("\n", lines);
    }

    /// The message for anything else.
    String of(Notice.Text text) {
        String subject = text.subject().isEmpty() ? "Notice" : text.subject();
        return ":information_source: " + heading(subject) + "\n" + clean(text.text());
    }

    private String heading(String name) {
        return "*%s* (%s)".formatted(clean(name), settings.stage().name().toLowerCase(Locale.ROOT));
    }

    private static String shown(Notice.Measure measure) {
        String values =
                measure.values().isEmpty()
                        ? ""
                        : " is " + String.join(", ", measure.values()) + ",";
        return "%s%s threshold %s %s"
                .formatted(measure.metric(), values, measure.comparison(), measure.threshold());
    }

    private static String time(Instant since) {
        return "%s Europe/Oslo (%s UTC)"
                .formatted(
                        DAY_AND_TIME.format(since.atZone(OSLO)),
                        TIME.format(since.atOffset(ZoneOffset.UTC)));
    }

    private String runbook(String path) {
        return settings.runbooks()
                .map(folder -> link(folder.resolve(path), "Runbook"))
                .orElse("Runbook: " + clean(path));
    }

    private static String link(URI url, String label) {
        return "<" + escape(url.toString()) + "|" + label + ">";
    }

    private static String clean(String text) {
        String redacted = ACCOUNT.matcher(Redaction.redact(text)).replaceAll(Redaction.REDACTED);
        return escape(
                redacted.length() <= PART_CHARACTERS_MAX
                        ? redacted
                        : redacted.substring(0, PART_CHARACTERS_MAX) + " …");
    }

    /// Slack's three control characters; without `<` nobody is called by `<!channel>` either.
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
