package no.getdrop.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Part of a statement, read word by word.
///
/// @param tokens what is left of it
record Words(List<Token> tokens) {
    Words {
        tokens = List.copyOf(tokens);
    }

    /// Whether it begins with these keywords.
    boolean begins(String... keywords) {
        return at(0, keywords);
    }

    /// Whether these keywords stand together anywhere outside of parentheses.
    boolean has(String... keywords) {
        return position(keywords).isPresent();
    }

    /// Whether these keywords stand together anywhere.
    boolean hasAnywhere(String... keywords) {
        for (int i = 0; i < tokens.size(); i++) {
            if (at(i, keywords)) {
                return true;
            }
        }
        return false;
    }

    /// What follows after these keywords at the beginning, if they are there; else all of it.
    Words without(String... keywords) {
        return begins(keywords) ? from(keywords.length) : this;
    }

    /// What follows after the first place, outside of parentheses, where these keywords stand.
    Optional<Words> after(String... keywords) {
        return position(keywords).map(found -> from(found + keywords.length));
    }

    /// The name it begins with, without its schema; empty when it begins with none.
    Optional<String> name() {
        if (tokens.isEmpty() || !tokens.getFirst().isName()) {
            return Optional.empty();
        }
        boolean qualified = tokens.size() > 2 && tokens.get(1).is(".") && tokens.get(2).isName();
        return Optional.of(tokens.get(qualified ? 2 : 0).name());
    }

    /// What follows after the name it begins with.
    Words afterName() {
        boolean qualified = tokens.size() > 2 && tokens.get(1).is(".");
        return from(qualified ? 3 : 1);
    }

    /// Its parts between commas that stand outside of parentheses.
    List<Words> parts() {
        List<Words> parts = new ArrayList<>();
        List<Token> part = new ArrayList<>();
        int depth = 0;
        for (Token token : tokens) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0 && token.is(",")) {
                parts.add(new Words(part));
                part = new ArrayList<>();
            } else {
                part.add(token);
            }
        }
        parts.add(new Words(part));
        return parts;
    }

    /// What stands within the first parentheses.
    Words parenthesised() {
        List<Token> inside = new ArrayList<>();
        int depth = 0;
        for (Token token : tokens) {
            if (token.is(")") && --depth == 0) {
                break;
            }
            if (depth > 0) {
                inside.add(token);
            }
            depth += token.is("(") ? 1 : 0;
        }
        return new Words(inside);
    }

    Words from(int position) {
        return new Words(tokens.subList(Math.min(position, tokens.size()), tokens.size()));
    }

    private Optional<Integer> position(String... keywords) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (depth == 0 && at(i, keywords)) {
                return Optional.of(i);
            }
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
        }
        return Optional.empty();
    }

    private boolean at(int position, String... keywords) {
        if (position + keywords.length > tokens.size()) {
            return false;
        }
        for (int i = 0; i < keywords.length; i++) {
            if (!tokens.get(position + i).is(keywords[i])) {
                return false;
            }
        }
        return true;
    }
}
