package no.getdrop.tests.pipeline;

import no.getdrop.tests.Repository;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The commands that documents tell people to run.
final class Documents {
    /// Documents whose every command is either run by a test or marked with what it needs.
    static final List<String> MARKED =
            List.of(
                    "CONTRIBUTING.md",
                    "docs/deployment.md",
                    "docs/disaster-recovery.md",
                    "docs/rollback.md",
                    "docs/runbooks/alarms.md",
                    "docs/runbooks/deployment.md",
                    "docs/runbooks/incident-key-compromise.md",
                    "docs/runbooks/incident-leaked-token.md",
                    "docs/runbooks/incident-personal-data.md",
                    "docs/runbooks/incident-wrong-payout.md",
                    "docs/runbooks/secrets.md");

    /// Of these the ones whose commands are run against a stack ([RunbookCommandsIT]), where they
    /// are not marked.
    static final Set<String> OF_A_STACK =
            Set.of(
                    "docs/disaster-recovery.md",
                    "docs/runbooks/alarms.md",
                    "docs/runbooks/deployment.md",
                    "docs/runbooks/secrets.md");

    private static final Pattern BLOCK = Pattern.compile("(?m)^ *```(\\w*)\\n([\\s\\S]*?)^ *```$");
    private static final Pattern AWS =
            Pattern.compile("(?m)^\\s*(?:\\S+=\\$\\()?(aws [a-z0-9-]+ [a-z].*)$");

    private Documents() {}

    /// One block of a document.
    ///
    /// @param language as the fence names it; empty for none
    record Block(String document, String language, String text) {
        /// What it needs, from its first line; empty for a block that any machine can run.
        String needs() {
            return text.startsWith("# needs ") ? text.lines().findFirst().orElseThrow() : "";
        }

        @Override
        public String toString() {
            return document + ": " + text.lines().limit(2).toList();
        }
    }

    /// The blocks of the marked documents in that language.
    static Stream<Block> marked(String language) {
        return MARKED.stream()
                .flatMap(document -> blocks(document).stream())
                .filter(block -> block.language().equals(language));
    }

    /// The blocks of a document.
    static Stream<Block> of(String document) {
        return blocks(document).stream();
    }

    /// Every command of the AWS CLI in all documents, on one line, up to where its output goes.
    static Stream<String> awsCommands() {
        return Repository.files(".md").stream()
                .map(Repository.ROOT::relativize)
                .map(Path::toString)
                .flatMap(document -> blocks(document).stream())
                .filter(block -> !block.language().equals("sql"))
                .map(block -> block.text().replaceAll("\\\\\\n\\s*", ""))
                .flatMap(text -> AWS.matcher(text).results())
                .map(found ->
                        // What stands in $(…) ends before the bracket.
                        found.group().contains("=$(aws ")
                                ? found.group(1).replaceAll("\\)$", "")
                                : found.group(1))
                .map(command ->
                        command.replaceAll("(?: \\| jq|&& |\\|\\| |>(?=[a-z])).*$", "").strip())
                .distinct();
    }

    private static List<Block> blocks(String document) {
        String text = Repository.text(Repository.ROOT.resolve(document));
        List<Block> blocks = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            blocks.add(new Block(document, block.group(1), block.group(2)));
        }
        return blocks;
    }
}
