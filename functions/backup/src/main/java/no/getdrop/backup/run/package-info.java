/// Carries plans out through ports: each action alone, each error with its own reaction.
package no.getdrop.backup.run;
