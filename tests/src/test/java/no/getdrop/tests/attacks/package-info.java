/// What an attacker would try over HTTP, one class for each family of attacks; a test is named
/// after what the attacker does in it. Families that are covered elsewhere are in
/// docs/security/asvs.md.
package no.getdrop.tests.attacks;
